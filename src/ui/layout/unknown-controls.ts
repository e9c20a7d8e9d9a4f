import { warning, type Problem } from "../../runtime/problem.ts";

const MOST_NAMES = 5;
const LONGEST_NAME = 40;

/** The sentence about names in `hide` that are of no control. @param controls the names there are. */
export function unknownControls(names: readonly string[], controls: readonly string[]): Problem {
  const shown = names.slice(0, MOST_NAMES).map((name) => name.slice(0, LONGEST_NAME));
  const en = shown.map((name) => `“${name}”`).join(", ");
  const zh = shown.map((name) => `“${name}”`).join("、");
  return warning(
    "unknown-control",
    {
      en: `“hide” names ${en}, and there is no such control; everything else in the list is hidden.`,
      zh: `“hide”里的 ${zh} 不是任何控件的名称；列表中的其余控件已隐藏。`,
    },
    {
      en: `Use one of these: ${controls.join(", ")}.`,
      zh: `可用的名称：${controls.join("、")}。`,
    },
  );
}
