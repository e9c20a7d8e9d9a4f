/**
 * How well a text answers what was typed: undefined where it does not. Every word must be found; a run of letters counts
 * more than letters apart, the beginning of a word more than its middle. Chinese is matched sign by sign.
 */
export function fuzzy(query: string, text: string): number | undefined {
  const whole = text.toLowerCase();
  let score = 0;
  for (const word of query.toLowerCase().split(/\s+/)) {
    const found = word === "" ? 0 : (piece(word, whole) ?? scattered(word, whole));
    if (found === undefined) return undefined;
    score += found;
  }
  return score - text.length / 1000;
}

function piece(word: string, whole: string): number | undefined {
  const at = whole.indexOf(word);
  return at < 0 ? undefined : word.length * (starts(whole, at) ? 4 : 3) + (at === 0 ? 2 : 0);
}

function scattered(word: string, whole: string): number | undefined {
  let at = -1;
  let score = 0;
  for (const letter of word) {
    const next = whole.indexOf(letter, at + 1);
    if (next < 0) return undefined;
    score += next === at + 1 || starts(whole, next) ? 1.5 : 0.5;
    at = next;
  }
  return score;
}

const starts = (whole: string, at: number): boolean => at === 0 || /[\s\p{P}]/u.test(whole[at - 1] ?? "");
