/** A reporter for Node's test runner: the files that took longest, so that what grows too long is seen. */
export default async function* slowest(events) {
  const seconds = new Map();
  for await (const { type, data } of events) {
    if ((type !== "test:pass" && type !== "test:fail") || data.nesting !== 0 || !data.file) continue;
    // A file that shares its process with others is a suite there, by its name.
    const file = data.details.type === "suite" && data.name.endsWith(".test.ts") ? `./${data.name}` : data.file;
    seconds.set(file, (seconds.get(file) ?? 0) + data.details.duration_ms / 1000);
  }
  const longest = [...seconds].sort(([, a], [, b]) => b - a).slice(0, 10);
  yield `slowest files:\n${longest.map(([file, s]) => `  ${s.toFixed(0).padStart(4)} s  ${file.replace(process.cwd(), ".")}`).join("\n")}\n`;
}
