import type { Language } from "../../runtime/text.ts";

/** Words that carry no meaning in a question, and Chinese signs that only join others. */
const EMPTY = new Set(
  (
    "a all an and any are as at be by can do does for from get give how i if in into is it its let like make me my of on or " +
    "our own please some that the them there this to up use want was what when where which with without you your"
  ).split(" "),
);
const JOINING = /怎么样?|怎样|什么|是不是|有没有|[把将让使的了吗呢吧啊这那是和与我你]/gu;

/** Words that mean the same here. */
const SAME: Readonly<Record<string, string>> = {
  picture: "image",
  photo: "image",
  pic: "image",
  formula: "equation",
  model: "network",
  图片: "图像",
  照片: "图像",
  画面: "图像",
  遮罩: "掩码",
  蒙版: "掩码",
  模型: "网络",
};

/**
 * What a text is found by: words of Latin letters without their endings, and of Chinese, which has no spaces, every two
 * neighbouring signs.
 */
export function termsOf(text: string, language: Language): readonly string[] {
  const plain = language === "zh" ? text.replaceAll(JOINING, " ") : text;
  return (plain.toLowerCase().match(/\p{Script=Han}+|[\p{L}\p{N}]+/gu) ?? []).flatMap((run) =>
    /\p{Script=Han}/u.test(run) ? pairs(run) : EMPTY.has(run) ? [] : [SAME[stem(run)] ?? stem(run)],
  );
}

function pairs(run: string): readonly string[] {
  const signs = [...run];
  const two = signs.slice(1).map((sign, i) => `${signs[i]}${sign}`);
  return two.length === 0 ? signs : two.map((pair) => SAME[pair] ?? pair);
}

/** Without -s, -ed, -ing, -er, -y and the like: `blurry`, `blurred` and `blur` are one word. */
function stem(word: string): string {
  const cut = word.replace(/(?:ings?|edly|ed|ers?|ies|ly|es|s|y|e)$/u, "");
  return (cut.length < 3 ? word : cut).replace(/([b-df-hj-km-np-rtv-z])\1$/u, "$1");
}
