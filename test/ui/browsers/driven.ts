/** A browser that a test drives as a person would: with addresses, a pointer, a finger and keys. */
export interface Driven {
  readonly name: string;
  readonly version: string;
  /** Workers of a page may freeze while it is driven, which no page opened by hand was seen to do: it is loaded once more. */
  readonly freezes: boolean;
  open(address: string): Promise<void>;
  reload(): Promise<void>;
  /** The value of an expression in the page, awaited; it has to be plain data. */
  evaluate(expression: string): Promise<unknown>;
  move(x: number, y: number): Promise<void>;
  down(): Promise<void>;
  up(): Promise<void>;
  /** Touches the screen with a finger and lets go. @throws where the driver has no fingers. */
  tap(x: number, y: number): Promise<void>;
  /** Presses keys together, for example `Control+z`. */
  press(chord: string): Promise<void>;
  close(): Promise<void>;
}

/** One of the browsers of the test line: how it is opened, or what is missing here. */
export interface Contender {
  readonly name: string;
  readonly missing: string | undefined;
  open(): Promise<Driven>;
}
