import type { NodeFace, Scene } from "./scene.ts";

/** The nodes that lie or look otherwise than before, as far as wires are concerned, and those whose wires differ. */
export function changedNodes(before: Scene, after: Scene): Set<string> {
  const looks = (scene: Scene): Map<string, string> => new Map(scene.nodes.map((face) => [face.id, lookOf(face)]));
  const old = looks(before);
  const changed = new Set([...looks(after)].filter(([id, look]) => old.get(id) !== look).map(([id]) => id));
  const ends = new Map(before.wires.map((wire) => [wire.key, `${wire.from}.${wire.output}`]));
  for (const wire of after.wires) if (ends.get(wire.key) !== `${wire.from}.${wire.output}`) changed.add(wire.to);
  return changed;
}

function lookOf({ rect, inputs, outputs }: NodeFace): string {
  return [
    rect.x,
    rect.y,
    rect.width,
    rect.height,
    ...inputs.map((s) => s.name),
    "/",
    ...outputs.map((s) => s.name),
  ].join();
}
