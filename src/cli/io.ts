import type { Language } from "../runtime/text.ts";

/** What a command has of the outside world; tests hand in their own. */
export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether progress may be drawn: `err` goes to a terminal. */
  readonly isTerminal: boolean;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Exit codes; `repaint --help` documents them. */
export const exit = { ok: 0, userError: 1, bug: 2, cancelled: 130 } as const;

/** `--lang`, else the locale of the environment: Chinese where it says so, English elsewhere. */
export function languageOf(wanted: string | undefined, env: Io["env"]): Language {
  const locale = wanted ?? env["LC_ALL"] ?? env["LC_MESSAGES"] ?? env["LANG"] ?? "";
  return /^zh/i.test(locale) ? "zh" : "en";
}
