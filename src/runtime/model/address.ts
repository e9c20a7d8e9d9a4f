import { problem, UserError } from "../problem.ts";

/** Where `hf:` leads unless another hub is named. */
const usualHub = "https://huggingface.co";

/** Whether a reference names something on the net. */
export const isRemote = (reference: string): boolean => /^(https?|hf):/i.test(reference);

/** A reference without what follows `#`. */
export const plainReference = (reference: string): string => reference.split("#")[0] ?? "";

/** The hash that a reference gives: `ADDRESS#sha256=…`. */
export function hashIn(reference: string): string | undefined {
  return /#(?:.*&)?sha256=([0-9a-f]{64})\b/i.exec(reference)?.[1]?.toLowerCase();
}

/**
 * The address of a network: an `https:` link as it is, `hf:OWNER/NAME/PATH.onnx` (or `…@REVISION`) on the hub.
 * Plain `http:` only on this machine itself.
 *
 * @param hub another one than the usual: a mirror, or a hub of one's own.
 * @throws UserError `address`
 */
export function addressOf(reference: string, hub?: string): URL {
  const plain = plainReference(reference);
  const [, owner, name, path, revision = "main"] =
    /^hf:([^/@]+)\/([^/@]+)\/([^@]+?)(?:@([\w./-]+))?$/.exec(plain) ?? [];
  const text =
    path === undefined
      ? plain
      : `${(hub || usualHub).replace(/\/+$/, "")}/${owner}/${name}/resolve/${revision}/${path}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url && isSafe(url) && /\.onnx$/i.test(url.pathname)) return url;
  throw new UserError(
    problem(
      "address",
      {
        en: `"${plain}" is no address of a network: expected https://HOST/…/FILE.onnx or hf:OWNER/NAME/FILE.onnx.`,
        zh: `“${plain}”不是网络的地址：应为 https://主机/…/文件.onnx 或 hf:所有者/名称/文件.onnx。`,
      },
      { en: "Give the address of the .onnx file itself.", zh: "请给出 .onnx 文件本身的地址。" },
    ),
  );
}

/** Whether what comes from there cannot be changed on the way. */
export function isSafe({ protocol, hostname }: URL): boolean {
  return protocol === "https:" || (protocol === "http:" && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname));
}
