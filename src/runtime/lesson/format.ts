import type { GraphFile } from "../graph/format.ts";
import type { ParamValue } from "../node.ts";
import type { Language } from "../text.ts";

/** Words of a lesson; either language may be missing, and the other is shown in its place. */
export type LessonText = { readonly en: string; readonly zh?: string } | { readonly en?: string; readonly zh: string };

/** What is shown of a text to a reader of this language. */
export const inLanguage = (text: LessonText, language: Language): string => text[language] ?? text.en ?? text.zh ?? "";

/** A param as a lesson sets it. */
export interface Setting {
  readonly node: string;
  readonly name: string;
  readonly value: ParamValue;
}

export type Comparison = "=" | "≠" | "<" | "≤" | ">" | "≥";

/**
 * What a task waits for: a closed list. A node is named by its id or, with a slash, by its type, so that one which the
 * learner has added counts as well.
 */
export type Condition =
  | {
      readonly kind: "param";
      readonly node: string;
      readonly name: string;
      readonly is: Comparison;
      readonly value: ParamValue;
    }
  | {
      readonly kind: "wire" | "no-wire";
      readonly from: string;
      readonly output: string;
      readonly to: string;
      readonly input: string;
    }
  | { readonly kind: "node" | "no-node"; readonly type: string }
  /** The reader looks at a node. */
  | { readonly kind: "selected"; readonly node: string }
  /** The graph as it is has been run to its end. */
  | { readonly kind: "finished" }
  /** The moment that is looked at: its level t. */
  | { readonly kind: "level"; readonly is: Comparison; readonly value: number }
  /** Network calls of a whole run, as the dry run counts them. */
  | { readonly kind: "calls"; readonly is: Comparison; readonly value: number }
  /** Share of the picture that a mask says is known, 0 to 1. */
  | { readonly kind: "known"; readonly node: string; readonly is: Comparison; readonly value: number }
  /** Total variation between what a scatter shows of a whole run and the exact conditional, 0 to 1. */
  | { readonly kind: "variation"; readonly node: string; readonly is: Comparison; readonly value: number }
  /** The comparison of this step has been made. */
  | { readonly kind: "compared" };

/** What “show me” does. */
export type Action =
  | ({ readonly do: "set" } & Setting)
  | {
      readonly do: "connect";
      readonly from: string;
      readonly output: string;
      readonly to: string;
      readonly input: string;
    }
  | { readonly do: "disconnect"; readonly to: string; readonly input: string }
  | { readonly do: "add"; readonly type: string; readonly at?: readonly [number, number] }
  | { readonly do: "remove"; readonly node: string }
  | { readonly do: "select"; readonly node: string }
  | { readonly do: "run" }
  /** Goes on until the run has come to this level. */
  | { readonly do: "level"; readonly t: number }
  | { readonly do: "compare" };

/** What is on the screen when a step begins. What it does not say stays as the learner left it. */
export interface Scene {
  /** `template:NAME`, or `lesson:NAME` for a graph in the lesson. */
  readonly graph?: string;
  readonly set?: readonly Setting[];
  readonly select?: readonly string[];
  /** Nodes that fill the view. */
  readonly frame?: readonly string[];
  /** Params that the reader may change, `NODE/NAME` each; all of them where nothing is said. */
  readonly change?: readonly string[];
  /** Transitions of the run after which the player stands: a run is made up to there. */
  readonly at?: number;
  /** Parts of the editor that are shown beside text and canvas; all of them where nothing is said. */
  readonly show?: readonly ("nodes" | "run" | "result")[];
}

export interface Task {
  readonly do: LessonText;
  /** All of them hold at once. */
  readonly when: readonly Condition[];
  readonly hint?: LessonText;
  /** Where this is left out it follows from the conditions. */
  readonly show?: readonly Action[];
}

/** Figures with which an answer can be checked: of the dry run, and of the run (`variation` of the scatter at its end). */
export type Figure = "calls" | "transitions" | "renoisings" | "level" | "variation";

export type Question =
  | {
      readonly kind: "choice";
      readonly ask: LessonText;
      readonly options: readonly { readonly text: LessonText; readonly right?: boolean; readonly why: LessonText }[];
    }
  | {
      readonly kind: "number";
      readonly ask: LessonText;
      /** Set once the answer is given: the prediction comes first, then the dry run says what is true. */
      readonly set?: readonly Setting[];
      readonly figure?: Figure;
      readonly value?: number;
      readonly tolerance?: number;
      readonly why: LessonText;
    }
  | { readonly kind: "text"; readonly ask: LessonText; readonly why: LessonText };

export interface ComparedSide {
  readonly title: LessonText;
  readonly graph?: string;
  readonly set?: readonly Setting[];
}

export interface Step {
  readonly title: LessonText;
  /** Markdown; see `docs/decisions` for what of it is read. */
  readonly text: LessonText;
  readonly scene?: Scene;
  readonly question?: Question;
  readonly task?: Task;
  /** Two settings of one graph with one seed, run one after the other. */
  readonly compare?: { readonly a: ComparedSide; readonly b: ComparedSide };
  /** What whoever presents the lesson wants to say; no reader sees it. */
  readonly notes?: LessonText;
}

export interface Lesson {
  readonly format: "repaint-lesson";
  readonly version: 1;
  readonly title: LessonText;
  readonly about: LessonText;
  readonly minutes?: number;
  readonly graphs: Readonly<Record<string, GraphFile>>;
  readonly steps: readonly Step[];
}
