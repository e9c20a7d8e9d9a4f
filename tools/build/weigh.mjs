import { gzipSync } from "node:zlib";

/** The words of the editor, a file for each language: a page opens with one of them. */
export const languageOf = (chunk) => /\/src\/ui\/i18n\/(\w+)\/index\.ts$/.exec(chunk.facadeModuleId ?? "")?.[1];

const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1).padStart(7)} kB gzip`;

/**
 * Says what the page weighs, and ends the build when it opens with more than `budget` bytes of gzip: the entry and the
 * engine's thread, with all that they need at once, and the words of the language whose words weigh most. What is fetched
 * when it is first asked for (painter, gallery, dialogs) is counted beside it, ONNX Runtime is left out.
 */
export const weigh = (budget) => ({
  name: "weigh",
  generateBundle(_options, bundle) {
    const atOnce = new Set();
    const need = (name) => {
      if (atOnce.has(name) || bundle[name]?.type !== "chunk") return;
      atOnce.add(name);
      bundle[name].imports.forEach(need);
    };
    ["app.js", "engine-worker.js"].forEach(need);
    let [opens, all] = [0, 0];
    const spoken = new Map();
    for (const chunk of Object.values(bundle)) {
      if (chunk.type !== "chunk") continue;
      const size = gzipSync(chunk.code, { level: 9 }).length;
      const isOrt = Object.keys(chunk.modules).some((id) => id.includes("onnxruntime-web"));
      if (!isOrt) all += size;
      if (atOnce.has(chunk.fileName)) opens += size;
      const language = languageOf(chunk);
      if (language) spoken.set(language, size);
      const late = language ? `  (words, ${language})` : "  (when asked for)";
      const why = isOrt ? "  (ONNX Runtime)" : atOnce.has(chunk.fileName) ? "" : late;
      console.log(`${kilobytes(size)}  ${chunk.fileName}${why}`);
    }
    const [[language, most] = []] = [...spoken].sort(([, a], [, b]) => b - a);
    if (spoken.size < 2) this.error(`expected a file of words for each language, found ${spoken.size}`);
    opens += most;
    console.log(
      `${kilobytes(opens)}  is what the page opens with, in its heaviest language (${language}), ` +
        `ONNX Runtime left out; at most ${budget / 1000}`,
    );
    console.log(`${kilobytes(all)}  everything, ONNX Runtime left out`);
    if (opens > budget) this.error(`the page opens with ${opens} bytes of gzip, expected at most ${budget}`);
  },
});
