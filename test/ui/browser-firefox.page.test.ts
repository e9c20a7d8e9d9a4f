import { contest } from "./browsers/contest.ts";
import { firefox } from "./browsers/puppet.ts";

contest(firefox);
