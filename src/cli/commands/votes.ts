import { resolve } from "node:path";
import { UserError } from "../../runtime/problem.ts";
import type { Estimate } from "../../runtime/study/estimate.ts";
import type { UserStudyKey, VotesFile } from "../../runtime/study/user-study.ts";
import { consistentPeople, shareOfVotes, type Vote } from "../../runtime/study/votes.ts";
import { exit, type Console } from "../io.ts";
import { readJsonFile, readVotes, wrongVotes } from "../study/votes-file.ts";

export interface VotesOptions {
  /** `key.json` of the study. */
  readonly key: string;
  readonly files: readonly string[];
}

/** One line of the table: how often a method was preferred to the one that all are held against. */
interface Line {
  readonly method: string;
  readonly mask: string;
  readonly share: Estimate;
  readonly people: number;
  readonly dropped: number;
}

/** `repaint votes`: merges what people handed back and prints who was preferred, with intervals over people and pictures. */
export async function votesCommand({ key: keyPath, files }: VotesOptions, io: Console): Promise<number> {
  const key = (await readJsonFile(resolve(io.cwd, keyPath))) as UserStudyKey;
  if (key.format !== "repaint-user-study-key")
    throw new UserError(wrongVotes(keyPath, "is no key.json of a user study", "不是用户研究的 key.json"));
  const people = new Map<string, VotesFile>();
  for (const file of files)
    for (const votes of await readVotes(resolve(io.cwd, file))) {
      if (votes.study !== key.study)
        throw new UserError(
          wrongVotes(
            file,
            `is of study ${votes.study}, and the key is of ${key.study}`,
            `属于研究 ${votes.study}，而 key.json 属于 ${key.study}`,
          ),
        );
      // A person who saved twice counts once, with the answers that came last.
      const before = people.get(votes.person);
      if (!before || before.answers.length <= votes.answers.length) people.set(votes.person, votes);
    }
  const lines = linesOf(key, [...people.values()]);
  if (io.json) io.out(`${JSON.stringify({ study: key.study, against: key.against, lines }, null, 2)}\n`);
  else io.out(printed(lines, key.against, io.language === "zh"));
  return exit.ok;
}

interface Known extends Vote {
  readonly method: string;
  readonly mask: string;
}

function linesOf(key: UserStudyKey, people: readonly VotesFile[]): readonly Line[] {
  const votes = people.flatMap((person) => person.answers.flatMap((answer) => voteOf(key, person.person, answer)));
  const methods = [...new Set(votes.map(({ method }) => method))].sort();
  const masks = [...new Set(votes.map(({ mask }) => mask))];
  // Whether a person answers alike is judged over all that the person was asked.
  const counted = consistentPeople(
    votes.map((vote) => ({ ...vote, picture: `${vote.method} ${vote.mask} ${vote.picture}` })),
  );
  const everyone = new Set(votes.map(({ person }) => person));
  return methods.flatMap((method) =>
    [...masks, undefined].flatMap((mask): Line[] => {
      if (mask === undefined && masks.length < 2) return [];
      const own = votes.filter((vote) => vote.method === method && (mask === undefined || vote.mask === mask));
      const kept = own.filter(({ person }) => counted.has(person));
      return [
        {
          ...{ method, mask: mask ?? "all" },
          share: shareOfVotes(
            mask === undefined ? kept.map((vote) => ({ ...vote, picture: `${vote.mask} ${vote.picture}` })) : kept,
          ),
          people: counted.size,
          dropped: everyone.size - counted.size,
        },
      ];
    }),
  );
}

function voteOf(
  { pairs, pictures, against }: UserStudyKey,
  person: string,
  answer: VotesFile["answers"][number],
): readonly Known[] {
  const pair = pairs[answer.pair];
  if (!pair || (answer.chosen !== pair.a && answer.chosen !== pair.b)) return [];
  const [a, b] = [pictures[pair.a], pictures[pair.b]];
  const other = a?.method === against ? b : a;
  const chosen = pictures[answer.chosen];
  if (!other || !chosen) return [];
  return [
    { person, picture: other.picture, mask: other.mask, method: other.method, first: chosen.method === other.method },
  ];
}

function printed(lines: readonly Line[], against: string, zh: boolean): string {
  const percent = (v: number): string => (100 * v).toFixed(1);
  const [first] = lines;
  const text = lines.map(
    ({ method, mask, share }) =>
      `${method.padEnd(40)} ${mask.padEnd(20)} ${percent(share.value).padStart(5)} % [${percent(share.low)}, ${percent(share.high)}]  ${share.n}`,
  );
  const head = zh
    ? `相对于“${against}”被选中的比例，95 % 区间（按人与图像自助法），票数；${first?.people ?? 0} 人，另有 ${first?.dropped ?? 0} 人因前后不一致（低于 75 %）未计入`
    : `Share of votes against "${against}", 95 % interval by bootstrap over people and pictures, votes; ${first?.people ?? 0} people, ${first?.dropped ?? 0} more left out for answering alike below 75 %`;
  return `${head}\n${text.join("\n")}\n`;
}
