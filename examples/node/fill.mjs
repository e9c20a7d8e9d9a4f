// npm i repaint-graph && node fill.mjs me.png hole.png
import { join } from "node:path";
import { runFiles } from "repaint-graph/node";

const [image, mask] = process.argv.slice(2);
const out = "filled";
const result = await runFiles("repaint", {
  image,
  mask,
  out,
  seed: 3,
  set: { "schedule.T": 20, "jump.jump_n_sample": 2 },
  note: (text) => console.error(text),
});
for (const file of result.files) console.log(join(out, file));
console.log(`${result.calls} network calls, ${result.runner}`);
