import { contest } from "./browsers/contest.ts";
import { webkit } from "./browsers/webkit.ts";

contest(webkit);
