/** `plugin.js`: all that a page with a litegraph editor of its own needs to have, run and share RePaint graphs. */
export { fromHost, readGraph, registerNodes, toHost } from "./index.ts";
export { runGraph, type HostPicture, type HostRunOptions } from "./runner.ts";
