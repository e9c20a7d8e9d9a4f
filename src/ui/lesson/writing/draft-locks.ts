import { actionsOf } from "../../../runtime/lesson/conditions.ts";
import type { Task } from "../../../runtime/lesson/format.ts";
import type { DraftStep } from "./draft.ts";

/** What the learner may change: every param, what the task is about, none, or some that are named. */
export type LockedTo = "all" | "task" | "none" | "some";

/** Params that a task asks for or “show me” sets, as `NODE/NAME`. */
function paramsOf(task: Task | undefined): readonly string[] {
  const asked = (task?.when ?? []).filter((one) => one.kind === "param");
  const set = task ? actionsOf(task).filter((action) => action.do === "set") : [];
  const named = [...asked, ...set].filter(({ node }) => !node.includes("/")); // A node that is added is free.
  return [...new Set(named.map(({ node, name }) => `${node}/${name}`))].sort();
}

export function lockedTo({ scene: { change }, task }: DraftStep): LockedTo {
  if (change === undefined) return "all";
  if (task && [...change].sort().join() === paramsOf(task).join()) return "task";
  return change.length === 0 ? "none" : "some";
}

/** A step with other locks. */
export function lockedAs(step: DraftStep, to: Exclude<LockedTo, "some">): DraftStep {
  const { change: _change, ...scene } = step.scene;
  if (to === "all") return { ...step, scene };
  return { ...step, scene: { ...scene, change: to === "none" ? [] : paramsOf(step.task) } };
}

/** Locks that follow the task go along when it is changed. */
export function relocked(before: DraftStep, after: DraftStep): DraftStep {
  if (before.task === after.task || before.scene.change !== after.scene.change) return after;
  return lockedTo(before) === "task" ? lockedAs(after, "task") : after;
}
