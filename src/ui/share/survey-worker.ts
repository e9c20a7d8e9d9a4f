/** Looks at a graph that nobody has agreed to yet, in a thread that is thrown away afterwards. */
import { registry } from "../../nodes/index.ts";
import type { GraphFile } from "../../runtime/graph/format.ts";
import { surveyOf } from "./survey.ts";

addEventListener("message", ({ data }: MessageEvent<GraphFile>) => postMessage(surveyOf(data, registry)));
