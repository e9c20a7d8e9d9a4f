/** `repaint-graph/node`: graphs run on files, as by the command line. */
export { runFiles, type RunFilesOptions } from "./cli/library.ts";
export type { ResultFile } from "./cli/results.ts";
