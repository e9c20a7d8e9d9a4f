import type { GraphFile } from "../../../runtime/graph/format.ts";
import type { DraftSide, DraftStep } from "./draft.ts";

type Change = (step: DraftStep) => DraftStep;

/** A step with a comparison: its own graph first, and the one on the canvas second. */
export const withComparison =
  (canvas: GraphFile): Change =>
  (step) => ({ ...step, compare: { a: { title: {}, graph: step.graph }, b: { title: {}, graph: canvas } } });

/** A step without its comparison, and without what waits for it. */
export const withoutComparison: Change = ({ compare: _compare, task, ...step }) => {
  const when = task?.when.filter(({ kind }) => kind !== "compared") ?? [];
  return { ...step, ...(task && when.length > 0 && { task: { ...task, when } }) };
};

/** A step with another title or graph on one side. */
export const withSide =
  (which: "a" | "b", change: Partial<DraftSide>): Change =>
  (step) => {
    if (!step.compare) return step;
    const { template, ...side } = step.compare[which];
    const isTemplate = template !== undefined && !("graph" in change);
    const next: DraftSide = { ...side, ...(isTemplate && { template }), ...change };
    return { ...step, compare: { ...step.compare, [which]: next } };
  };
