interface HostileText {
  readonly name: string;
  readonly text: string;
}

const script = '<img src=x onerror="window.ran = true">';

const graphWith = (node: string, more = ""): string =>
  `{"format":"repaint-graph","version":1,"nodes":[${node}],"links":[]${more}}`;

const nested = (depth: number): string => `${"[".repeat(depth)}${"]".repeat(depth)}`;

/**
 * Texts that were made to harm the program that opens them: each way in which a stock litegraph editor was seen to be
 * harmed by a file, and a few more. Opening one gives a graph of plain data or a sentence.
 */
export const hostileTexts: readonly HostileText[] = [
  { name: "nothing", text: "" },
  { name: "no JSON", text: "{ not json" },
  { name: "a number", text: "1e999" },
  { name: "null", text: "null" },
  { name: "a graph of another program", text: '{"last_node_id":1,"nodes":[],"links":[],"version":0.4}' },
  {
    name: "__proto__ four deep",
    text: graphWith('{"id":"a","type":"x","__proto__":{"__proto__":{"__proto__":{"__proto__":{"polluted":"yes"}}}}}'),
  },
  { name: "__proto__ of a class", text: graphWith('{"id":"a","type":"x","__proto__":{"onDrawForeground":"x"}}') },
  {
    name: "constructor.prototype",
    text: graphWith('{"id":"a","type":"x","params":{"constructor":{"prototype":{"polluted":"yes"}}}}'),
  },
  { name: "__proto__ in escapes", text: graphWith('{"id":"a","type":"x","\\u005f_proto__":{"polluted":"yes"}}') },
  { name: "__proto__ at the root", text: graphWith("", ',"__proto__":{"polluted":"yes"}') },
  { name: "__proto__ as an id", text: graphWith('{"id":"__proto__","type":"__proto__","params":{"polluted":"yes"}}') },
  { name: "HTML as a type", text: graphWith(JSON.stringify({ id: "a", type: script, params: { a: script } })) },
  { name: "HTML as a title", text: graphWith(JSON.stringify({ id: "a", type: "image/save", title: script })) },
  {
    name: "HTML as a socket",
    text: `{"format":"repaint-graph","version":1,"nodes":[{"id":"a","type":"x"}],"links":[["a",${JSON.stringify(script)},"a","${"y".repeat(9000)}"]]}`,
  },
  { name: "HTML in the title of the graph", text: graphWith("", `,"meta":${JSON.stringify({ title: script })}`) },
  {
    name: "code for a number field",
    text: graphWith(
      '{"id":"a","type":"repaint/jump-back","params":{"jump_length":"1;window.ran=true//"},"widgets_values":["1;window.ran=true//"]}',
    ),
  },
  {
    name: "a method of the graph as a key",
    text: graphWith("", ',"serialize":"x","configure":"x","onConfigure":"x"'),
  },
  {
    name: "wires of wrong types to nowhere",
    text: graphWith("", "").replace('"links":[]', '"links":[[1,2],null,{},["a"]]'),
  },
  { name: "lists in place of everything", text: '{"format":"repaint-graph","version":1,"nodes":[[],[],1],"links":{}}' },
  { name: "brackets 100 000 deep", text: nested(100_000) },
  {
    name: "brackets 100 000 deep in a param",
    text: graphWith(`{"id":"a","type":"x","params":{"p":${nested(100_000)}}}`),
  },
  {
    name: "numbers beyond all bounds",
    text: graphWith('{"id":"a","type":"model/noise-schedule","pos":[1e308,-1e308],"params":{"T":1e308}}'),
  },
  {
    name: "a foreign model",
    text: graphWith('{"id":"a","type":"model/load","params":{"model":"https://example.org/evil.onnx"}}'),
  },
  {
    name: "a path out of the folder",
    text: graphWith('{"id":"a","type":"model/load","params":{"model":"bundled:../../etc/passwd"}}'),
  },
  {
    name: "text of 9 MB",
    text: graphWith(JSON.stringify({ id: "a", type: "x", params: { a: "y".repeat(9_000_000) } })),
  },
  {
    name: "100 000 nodes",
    text: graphWith(Array.from({ length: 100_000 }, (_, i) => `{"id":"n${i}","type":"x"}`).join()),
  },
];
