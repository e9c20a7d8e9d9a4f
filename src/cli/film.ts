import type { Visit } from "../runtime/execute.ts";
import { Film, filmEndings, type FilmEnding } from "../runtime/film/film.ts";
import { frameOf, framesOf, stepsOf, usualEvery, type Steps } from "../runtime/film/steps.ts";
import type { Plan } from "../runtime/graph/program.ts";
import { problem, UserError } from "../runtime/problem.ts";
import type { Text } from "../runtime/text.ts";
import { usageError } from "./report.ts";

export interface FilmOptions {
  /** Name of an animated picture of the walk, in the folder of the results. */
  readonly film?: string;
  /** Every how many steps it has a frame. */
  readonly filmEvery?: number;
}

interface WantedFilm {
  readonly name: string;
  readonly ending: FilmEnding;
  readonly every?: number;
}

/** @throws UserError `usage` for a name that says no kind, or leads elsewhere. */
export function filmOption({ film, filmEvery }: FilmOptions): WantedFilm | undefined {
  if (film === undefined) {
    if (filmEvery === undefined) return undefined;
    throw usageError(
      "--film-every needs --film NAME.gif or NAME.png.",
      "--film-every 需与 --film 名.gif 或 名.png 同用。",
      "run",
    );
  }
  const ending = filmEndings.find((known) => film.toLowerCase().endsWith(`.${known}`));
  const isName = /^[\p{L}\p{N}_()+-][\p{L}\p{N} ._()+-]{0,99}$/u.test(film);
  if (ending && isName && film.length > ending.length + 1)
    return { name: film, ending, ...(filmEvery !== undefined && { every: filmEvery }) };
  throw usageError(
    `--film ${film}: expected a name that ends in .gif or .png, without a folder: it is written beside the results (--out).`,
    `--film ${film}：应为以 .gif 或 .png 结尾、不含文件夹的文件名；它与结果写在一起（--out）。`,
    "run",
  );
}

/** The film of a run: frames are packed as they come, and only packed ones are kept. */
export class Filming {
  private readonly wanted: WantedFilm;
  private readonly steps: Steps;
  private readonly every: number;
  private readonly events: ReadonlySet<number>;
  private readonly film: Film;
  private frames = 0;

  private constructor(wanted: WantedFilm, steps: Steps) {
    this.wanted = wanted;
    this.steps = steps;
    this.every = wanted.every ?? usualEvery(steps);
    this.events = framesOf(steps, this.every);
    this.film = new Film(wanted.ending);
  }

  /** @throws UserError `no-walk` where nothing is gone through step by step. */
  static of(plan: Plan, wanted: WantedFilm): Filming {
    const steps = stepsOf(plan);
    if (steps && steps.events.length > 0) return new Filming(wanted, steps);
    throw new UserError(
      problem(
        "no-walk",
        {
          en: "The graph goes through no loop, so there is no walk to film.",
          zh: "图中没有循环，因此没有过程可制成动画。",
        },
        { en: "Leave --film out, or wire a loop.", zh: "请去掉 --film，或接入循环。" },
      ),
    );
  }

  /** The node at which the steps are seen; its plan has to watch it. */
  get node(): string {
    return this.steps.node;
  }

  async look(plan: Plan, visit: Visit): Promise<void> {
    if (!this.events.has(visit.index)) return;
    const frame = await frameOf(plan, this.steps, visit);
    if (!frame) return;
    await this.film.add(frame);
    this.frames++;
  }

  async finish(): Promise<readonly [name: string, bytes: Uint8Array]> {
    return [this.wanted.name, await this.film.finish()];
  }

  get sentence(): Text {
    const { frames, every } = this;
    const { events, node } = this.steps;
    const name = this.wanted.name;
    return {
      en: `${name} shows ${frames} of ${events.length} steps at "${node}" (every ${every === 1 ? "one" : `${ordinal(every)}`}; --film-every N chooses).`,
      zh: `${name} 展示节点“${node}”处 ${events.length} 步中的 ${frames} 步（每 ${every} 步一帧；可用 --film-every N 选择）。`,
    };
  }
}

function ordinal(n: number): string {
  const last = n % 100 >= 11 && n % 100 <= 13 ? 0 : n % 10;
  return `${n}${["th", "st", "nd", "rd"][last] ?? "th"}`;
}
