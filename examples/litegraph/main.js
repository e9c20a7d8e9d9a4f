import { fromHost, readGraph, registerNodes, runGraph, toHost } from "./repaint/plugin.js";

const { LiteGraph, LGraph, LGraphCanvas } = globalThis; // Of the page's own litegraph.js.
const by = (id) => document.getElementById(id);
registerNodes(LiteGraph);
const graph = new LGraph();
new LGraphCanvas(by("editor"), graph);
const text = await (await fetch("repaint/graphs/no-resampling.json")).text();
graph.configure(toHost(readGraph(text).graph));

by("run").addEventListener("click", async () => {
  const wired = fromHost(graph.serialize());
  const progress = (done, all) => (by("status").value = `${done} of ${all}`);
  const [made] = await runGraph(wired.graph, { progress });
  const { width, height, rgba } = made.picture;
  by("result")
    .getContext("2d")
    .putImageData(new ImageData(rgba, width, height), 0, 0);
  by("status").value = "Done";
});
by("status").value = "Ready";
