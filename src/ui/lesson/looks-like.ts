/** What the hash of a page's address begins with when it carries a lesson. */
export const LESSON_LINK = "#l=";

/** Whether a text is meant as a lesson: a link to one, or one's JSON, whose first format decides. */
export function looksLikeLesson(text: string): boolean {
  if (/^\s*[^\s"{]*#l=/.test(text)) return true;
  return /^\uFEFF?\s*\{[^]{0,1000}?"format"\s*:\s*"(repaint-\w+)"/.exec(text)?.[1] === "repaint-lesson";
}

/** Whether a file is a lesson, by its beginning. */
export async function isLessonFile(file: File): Promise<boolean> {
  return /\.json$/i.test(file.name) && looksLikeLesson(await file.slice(0, 8000).text());
}
