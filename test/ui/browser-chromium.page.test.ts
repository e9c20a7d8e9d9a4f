import { contest } from "./browsers/contest.ts";
import { chromium } from "./browsers/puppet.ts";

contest(chromium);
