import type { Artifact } from "../runtime/node.ts";
import type { Text } from "../runtime/text.ts";

/** A node's note with what turns it round, as the command line writes a param. */
export function noteText({ node, text, turn }: Extract<Artifact, { kind: "note" }>): Text {
  if (!turn) return text;
  const how = `${node}.${turn.param}=${turn.value}`;
  return { en: `${text.en} The other way round: ${how}.`, zh: `${text.zh}若应相反：${how}。` };
}
