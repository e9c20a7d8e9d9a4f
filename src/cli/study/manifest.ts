import { env } from "onnxruntime-common";
import { serializeGraph } from "../../runtime/graph/parse.ts";
import type { Study } from "../../runtime/study/format.ts";
import { packageVersion } from "../package.ts";
import type { Layout } from "./layout.ts";

/** `manifest.json`: what a study's results were made of. It says nothing of times and machines, so that it is the same again. */
export async function manifestOf(study: Study, layout: Layout, device: string): Promise<string> {
  const { settings, masks, pictures, seeds, measures } = layout;
  const sets = study.data.map(({ name }) => ({
    name,
    pictures: pictures.filter(({ data }) => data === name).map((one) => ({ name: one.name, sha256: one.sha256 })),
  }));
  const manifest = {
    format: "repaint-study-result",
    version: 1,
    versions: { "repaint-graph": await packageVersion(), onnxruntime: env.versions.common },
    device,
    study,
    settings: settings.map((setting) => ({
      name: setting.name,
      graph: setting.graphName,
      swept: setting.swept,
      folder: setting.slug,
      calls: setting.calls,
      graph_sha256: setting.graph_sha256,
      models: setting.models,
      content: JSON.parse(serializeGraph(setting.graph)) as unknown,
    })),
    data: sets,
    masks: masks.map(({ name, files }) => ({
      name,
      ...(files && { files: files.map((file) => ({ name: file.name, sha256: file.sha256 })) }),
    })),
    seeds,
    measures,
    ...(layout.measuring.length > 0 && {
      networks: layout.measuring.map(({ name, models }) => ({ for: name, ...models[0] })),
    }),
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}
