import { LGraph, LGraphCanvas, LiteGraph } from "@comfyorg/litegraph";
import "@comfyorg/litegraph/style.css";
import { fromHost, readGraph, registerNodes, runGraph, toHost } from "repaint-graph/plugin";
import text from "repaint-graph/graphs/no-resampling.json?raw";

const base = new URL(`${import.meta.env.BASE_URL}repaint/`, location.href);
const by = (id) => document.getElementById(id);
registerNodes(LiteGraph);
const graph = new LGraph();
new LGraphCanvas(by("editor"), graph);
graph.configure(toHost(readGraph(text).graph));

by("run").addEventListener("click", async () => {
  const progress = (done, all) => (by("status").value = `${done} of ${all}`);
  const [made] = await runGraph(fromHost(graph.serialize()).graph, { base, progress });
  const { width, height, rgba } = made.picture;
  by("result")
    .getContext("2d")
    .putImageData(new ImageData(rgba, width, height), 0, 0);
  by("status").value = "Done";
});
by("status").value = "Ready";
