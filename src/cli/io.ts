import type { Language, Text } from "../runtime/text.ts";

/** What a command has of the outside world; tests hand in their own. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Where a progress bar may be drawn; absent when nobody looks. */
  readonly terminal?: NodeJS.WritableStream;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** An `Io` that knows the reader's language and whether a program reads along. */
export interface Console extends Io {
  readonly language: Language;
  readonly json: boolean;
  readonly quiet: boolean;
  /** Says something in passing, on the error stream, unless nobody wants to hear it. */
  note(text: Text): void;
}

/** Exit codes; `repaint --help` documents them. */
export const exit = { ok: 0, userError: 1, bug: 2, cancelled: 130 } as const;

export function consoleOf(io: Io, options: { lang?: string; json?: boolean; quiet?: boolean }): Console {
  const language = languageOf(options.lang, io.env);
  const quiet = options.quiet === true;
  const err = (text: string): void => io.err(plain(text));
  return {
    ...io,
    out: (text) => io.out(plain(text)),
    err,
    language,
    json: options.json === true,
    quiet,
    note: (text) => {
      if (!quiet) err(`${text[language]}\n`);
    },
  };
}

// C0 but for tab and newline, DEL, C1, and what turns the direction of writing.
const steering = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text as a terminal may be shown it. Titles and names come from strangers, and a terminal obeys what is hidden in them
 * (moves, colours, its own title, even keys that it types); such signs are printed as JSON writes them, so what a program
 * reads of `--json` means the same.
 */
export function plain(text: string): string {
  return text.replace(steering, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** `--lang`, else the locale of the environment: Chinese where it says so, English elsewhere. */
function languageOf(wanted: string | undefined, env: Io["env"]): Language {
  const locale = wanted ?? [env["LC_ALL"], env["LC_MESSAGES"], env["LANG"]].find((value) => value) ?? "";
  return /^zh/i.test(locale) ? "zh" : "en";
}
