import { readGraph, runGraph } from "repaint-graph/plugin";
import text from "repaint-graph/graphs/no-resampling.json?raw";

/** Where `repaint page public/repaint` has put the engine, its networks and the editor. */
const base = new URL(`${import.meta.env.BASE_URL}repaint/`, location.href);
const by = (id) => document.getElementById(id);
const { graph } = readGraph(text);

by("run").addEventListener("click", async () => {
  const progress = (done, all) => (by("status").value = `${done} of ${all}`);
  const [made] = await runGraph(graph, { base, progress });
  const { width, height, rgba } = made.picture;
  by("result")
    .getContext("2d")
    .putImageData(new ImageData(rgba, width, height), 0, 0);
  by("status").value = "Done";
});

// The editor as an element comes from the same folder.
await import(/* @vite-ignore */ new URL("app.js", base).href);
const studio = document.createElement("repaint-studio");
studio.setAttribute("lang", "en");
studio.style.height = "600px";
document.body.append(studio);
by("status").value = "Ready";
