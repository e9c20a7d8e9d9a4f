import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { decode } from "fast-png";
import { runFiles } from "../../src/cli/library.ts";
import type { PageUnderTest } from "./page.ts";

/** Waits for the page's run, and runs its graph without a page: both have to give one picture, to one grey level. */
export async function runsAsHeadless(under: PageUnderTest): Promise<void> {
  await under.until((s) => s.runs.state === "finished" && s.runs.results.length === 1);
  const [text, shown] = await under.studio((s) => {
    const { rgba } = s.runs.results[0]?.raster ?? { rgba: [] };
    return [JSON.stringify(s.graph), [...rgba]] as const;
  });
  const folder = await mkdtemp(join(tmpdir(), "built-"));
  try {
    const file = join(folder, "built.json");
    await writeFile(file, text);
    const { files } = await runFiles(file, { out: folder });
    const { data, channels, width, height } = decode(
      await readFile(join(folder, files.find((name) => name.endsWith(".png")) ?? "")),
    );
    assert.equal(shown.length, width * height * 4);
    let most = 0;
    for (let i = 0; i < width * height; i++)
      for (let c = 0; c < 3; c++)
        most = Math.max(most, Math.abs((data[i * channels + c] ?? NaN) - (shown[i * 4 + c] ?? NaN)));
    assert.ok(most <= 1, `${most} grey levels apart`);
  } finally {
    await rm(folder, { recursive: true });
  }
}
