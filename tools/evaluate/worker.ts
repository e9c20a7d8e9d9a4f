/** A process of its own with one core: fills the faces it is told, one job after another, until its parent lets go. */
import { fillFaces } from "./fill.ts";
import type { Answer, Order } from "./messages.ts";
import { openModel, type Opened } from "./model.ts";

let opened: Promise<Opened> | undefined;

async function answer({ model, job }: Order): Promise<Answer> {
  try {
    opened ??= openModel(model);
    const models = await opened;
    const began = performance.now();
    const files = await fillFaces(job.setting, job.faces, models);
    return { pngs: files.map((file) => Buffer.from(file).toString("base64")), ms: performance.now() - began };
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

process.on("message", (order: Order) => {
  void answer(order).then((done) => process.send?.(done));
});
process.on("disconnect", () => process.exit(0));
// Ctrl-C reaches the whole group; the parent decides what becomes of it.
process.on("SIGINT", () => {});
