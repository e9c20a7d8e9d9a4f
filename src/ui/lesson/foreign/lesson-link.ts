import type { Lesson } from "../../../runtime/lesson/format.ts";
import { packed, unpacked } from "../../share/link.ts";
import { LESSON_LINK } from "../looks-like.ts";

/** A lesson as the hash of an address: `#l=` and its JSON, packed as graphs are. */
export const encodeLesson = (lesson: Lesson): Promise<string> => packed(LESSON_LINK, JSON.stringify(lesson));

/**
 * The lesson's text in a link: in a whole address, or in its hash alone.
 *
 * @returns JSON text, still to be read with all care.
 * @throws UserError as `decodeLink`.
 */
export const decodeLesson = (link: string): Promise<string> => unpacked(LESSON_LINK, link);
