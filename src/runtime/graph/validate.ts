export { validate } from "./plan.ts";
export type { Env } from "./analyse.ts";
