// A page that has a litegraph editor of its own: our nodes in it, and our engine for what is wired there.
//
// Stock litegraph.js evaluates what is typed into a number field as code. Under this page's policy that is refused, and it
// takes the text as a number, which is all that is needed. Nothing else of either library needs more than the policy allows.
import { fromHost, readGraph, registerNodes, runGraph, toHost } from "../plugin.js";

const which = new URLSearchParams(location.search).get("host") === "comfyorg" ? "comfyorg" : "stock";

/** Stock litegraph is a script that makes globals; the other one is a module. */
async function load() {
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = `vendor/${which}.css`;
  document.head.append(style);
  if (which === "comfyorg") return await import("./vendor/comfyorg.js");
  await new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = "vendor/stock.js";
    script.onload = resolve;
    script.onerror = reject;
    document.head.append(script);
  });
  return globalThis;
}

const by = (id) => document.getElementById(id);
const say = (text) => (by("status").textContent = text);
by(which).setAttribute("aria-current", "page");

const { LiteGraph, LGraph, LGraphCanvas } = await load();
registerNodes(LiteGraph);
const graph = new LGraph();
const canvas = by("editor");
const fit = () => {
  canvas.width = canvas.clientWidth;
  canvas.height = canvas.clientHeight;
};
fit();
const view = new LGraphCanvas(canvas, graph);
addEventListener("resize", () => {
  fit();
  view.setDirty(true, true);
});

const response = await fetch("../graphs/repaint.json");
graph.configure(toHost(readGraph(await response.text()).graph));
// Nodes are wider here than in the editor that the graph was laid out in.
for (const node of graph._nodes) node.pos = [node.pos[0] * 1.3, node.pos[1] * 1.25];
view.ds.scale = Math.min(1, canvas.width / 1960, canvas.height / 960);
view.ds.offset = [40 / view.ds.scale, 60 / view.ds.scale];
view.setDirty(true, true);
say("Add nodes by a double click: they are under “repaint-graph”.");

by("run").addEventListener("click", async () => {
  by("run").disabled = true;
  try {
    const wired = fromHost(JSON.parse(JSON.stringify(graph.serialize())));
    say("Opening the model …");
    const [made] = await runGraph(wired.graph, { progress: (done, all) => say(`${done} of ${all} network calls`) });
    const { width, height, rgba } = made.picture;
    const result = by("result");
    result.width = width;
    result.height = height;
    result.getContext("2d").putImageData(new ImageData(rgba, width, height), 0, 0);
    result.hidden = false;
    say(["Done.", ...wired.notes.map(({ message }) => message.en)].join(" "));
  } catch (error) {
    say(error.message);
  }
  by("run").disabled = false;
});

/** For the console: `host.graph.serialize()`. */
globalThis.host = { LiteGraph, graph, view, fromHost, toHost };
