import type { GraphFile } from "../../../runtime/graph/format.ts";
import { sameProgram } from "../../same-program.ts";
import type { Studio } from "../../studio.ts";
import { withoutView, type DraftStep } from "./draft.ts";
import type { Done } from "./recording.ts";

type Scene = DraftStep["scene"];

/** Whether what was run last is the graph on the canvas. */
const isRun = ({ runs, graph }: Studio): boolean => runs.graph !== undefined && sameProgram(runs.graph, graph);

/** What is on the screen as the scene of a step. @param before what a screen does not show: parts and locks. */
export function sceneOfScreen(
  studio: Studio,
  desk: { framed(): readonly string[] | undefined },
  before: Scene | undefined,
): { readonly graph: GraphFile; readonly scene: Scene } {
  const { runs } = studio;
  const frame = desk.framed();
  const stands = isRun(studio) && (runs.state === "paused" || runs.player.cursor !== undefined);
  const at = stands ? runs.player.at : 0;
  const select = [...studio.selectedNodes].slice(0, 20);
  return {
    graph: withoutView(studio.graph),
    scene: {
      ...(select.length > 0 && { select }),
      ...(frame && frame.length > 0 && { frame: frame.slice(0, 50) }),
      ...(at > 0 && { at }),
      ...(before?.show && { show: before.show }),
      ...(before?.change && { change: before.change }),
    },
  };
}

/** What the author has done on the screen beside editing the graph. */
export function doneOnScreen(studio: Studio): Done {
  const { runs } = studio;
  return {
    selected: studio.selectedNodes,
    finished: isRun(studio) && runs.state === "finished",
    level: isRun(studio) && runs.state === "paused" ? runs.player.level : undefined,
  };
}
