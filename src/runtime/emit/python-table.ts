import type { Shape } from "../backend.ts";
import type { Part } from "../node.ts";

/** What an operation's text may ask of the place it stands at. */
export interface PythonPlace {
  /** The node's id, for names of variables. */
  readonly id: string;
  /** The key of its noise. */
  readonly key: string;
  /** The variable of the generator that this node draws from. */
  readonly noise: string;
  /** `C, H, W` of the pictures here, as a Python tuple. */
  readonly shape: string;
  readonly T: string;
  readonly level: string;
  /** A param as Python: a literal, or the name of the argument that it became. */
  param(name: string): string;
  /** The variable of what is wired to an input. */
  input(name: string): string;
  part(name: string, part: Part): string;
  has(name: string): boolean;
  /** `N C H W` of one of its outputs, where it is known. */
  made(output: string): Shape | undefined;
}

/** An operation in Python; exactly one of `given`, `schedule`, `climbs`, `value` and `each` says what it is. */
export interface PythonOperation {
  /** It is an argument of the function: a network, a picture, a mask. */
  readonly given?: "network" | "image" | "mask";
  readonly schedule?: true;
  /** A sample begins here: at level T, with a seed of its own. */
  readonly starts?: true;
  /** Functions or classes it needs, once a file. */
  readonly helper?: string;
  /** The object whose `climb(t)` gives the levels that a node goes through on arrival. */
  readonly climbs?: (place: PythonPlace) => string;
  /** Its first output, as an expression; and its second. */
  readonly value?: (place: PythonPlace) => string;
  readonly second?: (place: PythonPlace) => string;
  /** What becomes of each part of its first input, as an expression of that part; and the parts that are another input's x. */
  readonly each?: (place: PythonPlace, part: string) => string;
  readonly through?: Readonly<Partial<Record<Part, string>>>;
  /** What is assigned before that. */
  readonly before?: (place: PythonPlace) => readonly (readonly [name: string, value: string])[];
}

export interface PythonTable {
  readonly operations: Readonly<Record<string, PythonOperation>>;
  /**
   * Lines that make scalars which are no tables, by name, with `s` for the schedule, `t` for the level and `{param}` for
   * params; the last line assigns the name.
   */
  readonly scalars: Readonly<Record<string, readonly string[]>>;
}
