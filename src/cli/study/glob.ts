/** Whether a path segment or an argument is a pattern. */
export const isGlob = (text: string): boolean => /[*?]/.test(text);

/** Turns `*` (within a folder), `**` (any folders) and `?` into an expression over whole paths with `/`. */
export function globPattern(glob: string): RegExp {
  let text = "";
  for (let i = 0; i < glob.length; i++) {
    const letter = glob[i] ?? "";
    if (glob.startsWith("**/", i)) {
      text += "(?:.*/)?";
      i += 2;
    } else if (glob.startsWith("**", i)) {
      text += ".*";
      i += 1;
    } else if (letter === "*") text += "[^/]*";
    else if (letter === "?") text += "[^/]";
    else text += letter.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  }
  return new RegExp(`^${text}$`);
}

/** The folder that a pattern starts from, and the rest of it. */
export function splitGlob(glob: string): readonly [folder: string, rest: string] {
  const parts = glob.split("/");
  const at = parts.findIndex(isGlob);
  const folder = parts.slice(0, at).join("/");
  return [folder === "" ? (glob.startsWith("/") ? "/" : ".") : folder, parts.slice(at).join("/")];
}
