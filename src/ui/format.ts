import { readCurve } from "../runtime/diffusion/curve.ts";
import type { Param, ParamValue } from "../runtime/node.ts";
import type { Language } from "../runtime/text.ts";

const THIN = "\u202f";

/** A number for people: thin spaces between thousands, a power of ten when it is large or tiny. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size >= 1e7 && Number.isInteger(Math.log10(size))) return `${value < 0 ? "−" : ""}10${raised(Math.log10(size))}`;
  if (size !== 0 && (size >= 1e7 || size < 1e-4))
    return value
      .toExponential(2)
      .replace(/\.?0+e/, "e")
      .replace("e+", "e");
  const [whole = "", part] = (Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)))).split(
    ".",
  );
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, THIN);
  return part === undefined ? grouped : `${grouped}.${part}`;
}

function raised(n: number): string {
  return [...String(n)].map((digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)] ?? "").join("");
}

/** Seconds as people say them: `0.8 s`, `12 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatSeconds(seconds: number, language: Language): string {
  const [s, min, h] = language === "en" ? ["s", "min", "h"] : ["秒", "分", "小时"];
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 10) return `${seconds.toFixed(1)} ${s}`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} ${s}`;
  if (whole < 3600) return `${Math.floor(whole / 60)} ${min} ${whole % 60} ${s}`;
  return `${Math.floor(whole / 3600)} ${h} ${Math.round((whole % 3600) / 60)} ${min}`;
}

/** A short name for a picture or model reference. */
export function referenceName(reference: string, language: Language): string {
  if (reference.startsWith("data:")) return language === "en" ? "own picture" : "自己的图片";
  if (reference === "") return "–";
  if (reference.startsWith("points:") && reference.includes(";"))
    return language === "en" ? "drawn points" : "手绘的点";
  const name = reference.replace(/^(bundled|points|sample|file):/, "");
  return name.split("/").at(-1) || name;
}

/** Whether a number limits nothing, because it is that large. */
const isUnlimited = (param: Param, value: ParamValue): boolean =>
  param.kind === "number" && param.unlimited !== undefined && Number(value) >= param.unlimited;

/** What stands for a number that is none: it limits nothing, or the node finds it. */
export function wordFor(param: Param, value: ParamValue, language: Language): string | undefined {
  if (param.kind !== "number") return undefined;
  if (param.automatic !== undefined && value === param.automatic) return language === "en" ? "automatic" : "自动";
  return isUnlimited(param, value) ? (language === "en" ? "no limit" : "不限") : undefined;
}

/** The value that an emptied field means. */
export const emptyValue = (param: Param): number | undefined =>
  param.kind === "number" ? (param.automatic ?? param.unlimited) : undefined;

/** The value of a param as one short line. */
export function formatParam(param: Param, value: ParamValue | undefined, language: Language): string {
  const present = value ?? param.default;
  switch (param.kind) {
    case "number":
    case "seed": {
      if (typeof present !== "number") return String(present);
      const word = wordFor(param, present, language);
      if (word !== undefined) return word;
      const unit = param.unit && Math.abs(present) < 1e7 ? ` ${param.unit[language]}` : "";
      return param.kind === "seed" ? String(present) : formatNumber(present) + unit;
    }
    case "choice":
      return param.options.find((option) => option.value === present)?.title[language] ?? String(present);
    case "flag":
      return present === true ? "✓" : "–";
    case "model":
    case "image":
      return referenceName(String(present), language);
    case "equation":
      return String(present).split(/\n|;/).at(-1)?.trim() ?? "";
    case "curve": {
      const handles = readCurve(String(present)) ?? [];
      const values = handles.toReversed().map(([, number]) => formatNumber(number)); // As a run goes.
      return values.length > 4 ? `${values.slice(0, 2).join(" → ")} … ${values.at(-1)}` : values.join(" → ");
    }
    case "text":
      return String(present);
  }
}
