// Where the command line runs from source: a worker thread of Node 20 has no loader for TypeScript of its own.
import { register } from "tsx/esm/api";

register();
export const { work } = await import("./worker.ts");
