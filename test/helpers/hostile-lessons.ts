const script = '<img src=x onerror="window.ran = true"><script>window.ran = true</script>';

const step = { title: { en: "A step" }, text: { en: "Text." } };
export const leastLesson = {
  format: "repaint-lesson",
  version: 1,
  title: { en: "A" },
  about: { en: "B" },
  steps: [step],
};
export const lessonWithStep = (more: object): object => ({ ...leastLesson, steps: [{ ...step, ...more }] });
export const lessonWithTask = (...when: unknown[]): object => lessonWithStep({ task: { do: { en: "Do" }, when } });
const options = [
  { text: { en: "a" }, why: { en: "b" } },
  { text: { en: "c" }, why: { en: "d" } },
];

const keysOf = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, i]));
const lessonWithGraphText = (graph: string): string =>
  JSON.stringify({ ...leastLesson, graphs: { mine: 0 } }).replace('"mine":0', `"mine":${graph}`);

const table: readonly (readonly [name: string, lesson: unknown, says: RegExp])[] = [
  ["no JSON", "{", /is not JSON/],
  ["an empty text", "", /is not JSON/],
  ["a list", "[]", /expected an object/],
  ["a number", "7", /expected an object/],
  ["null", "null", /expected an object/],
  ["nested a thousand levels deep", "[".repeat(1000) + "]".repeat(1000), /nested 1000 levels deep/],
  ["three million characters", `"${"x".repeat(3_000_000)}"`, /at most 2 000 000/],
  ["a key to the prototypes", '{"__proto__": {"polluted": 1}}', /key "__proto__"/],
  ["one deep inside", JSON.stringify(leastLesson).replace('"Text."', '"x","constructor":{}'), /key "constructor"/],
  ["the key of a prototype", JSON.stringify(leastLesson).replace('"Text."', '"x","prototype":1'), /key "prototype"/],
  [
    "another format",
    { ...leastLesson, format: "repaint-graph" },
    /format is "repaint-graph", expected "repaint-lesson"/,
  ],
  ["another version", { ...leastLesson, version: 2 }, /format version 2; this program reads version 1/],
  ["an unknown key", { ...leastLesson, script: "alert(1)" }, /script is "alert\(1\)", expected no such key/],
  ["an unknown key in a step", lessonWithStep({ onload: "x" }), /steps\[0\]\.onload/],
  ["no steps", { ...leastLesson, steps: [] }, /steps is \[\], expected a length of at least 1/],
  ["a hundred steps", { ...leastLesson, steps: Array.from({ length: 100 }, () => step) }, /at most 60/],
  ["a step without words", { ...leastLesson, steps: [{ title: { en: "a" } }] }, /steps\[0\]\.text is missing/],
  ["words in no language", lessonWithStep({ text: {} }), /at least 1 of its keys/],
  ["words in a third language", lessonWithStep({ text: { fr: "Bonjour" } }), /steps\[0\]\.text\.fr/],
  ["words that are no text", lessonWithStep({ text: { en: 7 } }), /text\.en is 7, expected text/],
  ["words without end", lessonWithStep({ text: { en: "x".repeat(4001) } }), /at most 4000/],
  ["a graph from the net", lessonWithStep({ scene: { graph: "https://example.org/g.json" } }), /scene\.graph/],
  ["a graph from another folder", lessonWithStep({ scene: { graph: "template:../secret" } }), /scene\.graph/],
  ["a graph that it does not have", lessonWithStep({ scene: { graph: "lesson:mine" } }), /not among its graphs/],
  ["a graph of the prototypes", lessonWithStep({ scene: { graph: "lesson:toString" } }), /not among its graphs/],
  ["a graph that is none", { ...leastLesson, graphs: { mine: { nodes: 1 } } }, /not a repaint-graph/],
  ["graphs as a list", { ...leastLesson, graphs: [] }, /graphs is \[\], expected an object/],
  ["a name of a graph with a slash", { ...leastLesson, graphs: { "a/b": {} } }, /lesson/],
  ["a part that is none", lessonWithStep({ scene: { show: ["cookies"] } }), /one of "nodes", "run", "result"/],
  [
    "a param set to a list",
    lessonWithStep({ scene: { set: [{ node: "a", name: "b", value: [1] }] } }),
    /value is \[1\]/,
  ],
  ["a param of no node", lessonWithStep({ scene: { set: [{ name: "b", value: 1 }] } }), /node is missing/],
  ["a node with markup for a name", lessonWithStep({ scene: { select: ["<img>"] } }), /select\[0\]/],
  ["an unknown condition", lessonWithTask({ kind: "eval", code: "1" }), /expected one of "param"/],
  ["a condition without what it needs", lessonWithTask({ kind: "param", node: "a" }), /name is missing/],
  ["a wire with one end", lessonWithTask({ kind: "wire", from: "a", output: "b" }), /to is missing/],
  ["no condition", lessonWithTask(), /expected a length of at least 1/],
  ["an unknown comparison", lessonWithTask({ kind: "calls", is: "~", value: 1 }), /is is "~"/],
  ["a comparison that is not there", lessonWithTask({ kind: "compared" }), /waits for a comparison/],
  [
    "an unknown action",
    lessonWithStep({ task: { do: { en: "x" }, when: [{ kind: "finished" }], show: [{ do: "fetch" }] } }),
    /expected one of "set"/,
  ],
  [
    "an action without its node",
    lessonWithStep({ task: { do: { en: "x" }, when: [{ kind: "finished" }], show: [{ do: "select" }] } }),
    /node is missing/,
  ],
  ["a question of no kind", lessonWithStep({ question: { ask: { en: "?" } } }), /kind is missing/],
  [
    "a choice without options",
    lessonWithStep({ question: { kind: "choice", ask: { en: "?" } } }),
    /options is missing/,
  ],
  [
    "a choice with none right",
    lessonWithStep({ question: { kind: "choice", ask: { en: "?" }, options } }),
    /none|no option/,
  ],
  [
    "a number that nothing checks",
    lessonWithStep({ question: { kind: "number", ask: { en: "?" }, why: { en: "x" } } }),
    /a figure or a value/,
  ],
  [
    "a figure that is none",
    lessonWithStep({ question: { kind: "number", ask: { en: "?" }, why: { en: "x" }, figure: "cookies" } }),
    /figure is "cookies"/,
  ],
  ["minutes beyond an hour", { ...leastLesson, minutes: 1e9 }, /at most 60/],
  ["one side of a comparison", lessonWithStep({ compare: { a: { title: { en: "a" } } } }), /compare\.b is missing/],
  // What a file can hold beside a wrong lesson.
  ["a text that ends in the middle", JSON.stringify(leastLesson).slice(0, -30), /is not JSON/],
  ["a million steps", { ...leastLesson, steps: Array.from({ length: 900_000 }, () => 0) }, /steps has 900000 entries/],
  ["ninety thousand keys", { ...leastLesson, ...keysOf(90_000) }, /entries; at most 100/],
  ["a key of a million letters", { ...leastLesson, ["k".repeat(1e6)]: 1 }, /a key that no lesson has/],
  ["a key of half a letter", { ...leastLesson, "\ud800": 1 }, /a key that no lesson has/],
  ["a key with a broken escape", { ...leastLesson, "%E0%A4%A": 1 }, /expected no such key/],
  ["twenty thousand graphs", { ...leastLesson, graphs: keysOf(20_000) }, /graphs has 20000 entries/],
  ["a version of the future", { ...leastLesson, version: 1e9 }, /Use a newer repaint-graph/],
  ["a version of text", { ...leastLesson, version: "1" }, /version is "1", expected 1/],
  [
    "a key to the prototypes in escapes",
    JSON.stringify(leastLesson).replace('"Text."', '"x","\\u005f_proto__":{"polluted":1}'),
    /key "__proto__"/,
  ],
  [
    "a key to the prototypes in a graph",
    lessonWithGraphText('{"format":"repaint-graph","version":1,"nodes":[],"links":[],"__proto__":{"polluted":1}}'),
    /key "__proto__"/,
  ],
  [
    "a graph named after the prototypes",
    JSON.stringify(leastLesson).replace('"steps"', '"graphs":{"__proto__":{}},"steps"'),
    /key "__proto__"/,
  ],
  [
    "a graph nested a thousand levels deep",
    lessonWithGraphText("[".repeat(1000) + "]".repeat(1000)),
    /nested 10\d\d levels deep/,
  ],
  [
    "a graph of a later version",
    lessonWithGraphText('{"format":"repaint-graph","version":9,"nodes":[]}'),
    /format version 9/,
  ],
  ["a graph that is text", lessonWithGraphText('"graph"'), /not a repaint-graph/],
  [
    "a graph of another program",
    lessonWithGraphText('{"last_node_id":1,"nodes":[],"links":[],"version":0.4}'),
    /graph/,
  ],
  [
    "a template named by an address",
    lessonWithStep({ scene: { graph: "template:https://example.org" } }),
    /scene\.graph/,
  ],
  ["a graph named by code", lessonWithStep({ scene: { graph: "javascript:window.ran=true" } }), /scene\.graph/],
  ["a graph named by data", lessonWithStep({ scene: { graph: "data:application/json,{}" } }), /scene\.graph/],
  ["a cursor before the beginning", lessonWithStep({ scene: { at: -1 } }), /at is -1, expected at least 0/],
  ["a cursor beyond all runs", lessonWithStep({ scene: { at: 1e12 } }), /at most 1000000/],
  ["a cursor of text", lessonWithStep({ scene: { at: "end" } }), /expected a whole number/],
  [
    "a thousand settings",
    lessonWithStep({ scene: { set: Array.from({ length: 1000 }, () => ({ node: "a", name: "b", value: 1 })) } }),
    /at most/,
  ],
  [
    "a param set to an object",
    lessonWithStep({ scene: { set: [{ node: "a", name: "b", value: { toString: 1 } }] } }),
    /value is/,
  ],
  [
    "a param of ten thousand letters and one",
    lessonWithStep({ scene: { set: [{ node: "a", name: "b", value: "x".repeat(10_001) }] } }),
    /at most 10000/,
  ],
  ["notes that are no words", lessonWithStep({ notes: "<script>" }), /notes is "<script>"/],
  ["a task that is code", lessonWithStep({ task: "window.ran=true" }), /task is "window.ran=true"/],
  [
    "a question with a handler",
    lessonWithStep({ question: { kind: "text", ask: { en: "?" }, why: { en: "!" }, onclick: "x" } }),
    /onclick/,
  ],
  [
    "an option of no words",
    lessonWithStep({ question: { kind: "choice", ask: { en: "?" }, options: [1, 2] } }),
    /options\[0\] is 1/,
  ],
  ["minutes that are infinite", JSON.stringify({ ...leastLesson, minutes: 7 }).replace(":7", ":1e999"), /minutes/],
  [
    "a comparison with itself on the net",
    lessonWithStep({ compare: { a: { title: { en: "a" }, graph: "https://x" }, b: { title: { en: "b" } } } }),
    /compare\.a\.graph/,
  ],
];

/** Texts that are no lessons, each with what is said of it. */
export const refusedLessons: readonly { readonly name: string; readonly text: string; readonly says: RegExp }[] =
  table.map(([name, lesson, says]) => ({
    name,
    text: typeof lesson === "string" ? lesson : JSON.stringify(lesson),
    says,
  }));

const says = (text: string): object =>
  lessonWithStep({ title: { en: text.slice(0, 4000) }, text: { en: text.slice(0, 4000) } });
const inGraph = (node: object): object => ({
  ...lessonWithStep({ scene: { graph: "lesson:mine" } }),
  graphs: { mine: { format: "repaint-graph", version: 1, nodes: [node], links: [] } },
});

/** Lessons whose form is right and whose content is not: they are played as the plain text and data that they are. */
export const deceitfulLessons: readonly { readonly name: string; readonly text: string }[] = [
  ["raw HTML", says(script)],
  ["HTML within a line", says(`a ${script} b`)],
  [
    "a link to code",
    says("[a](javascript:window.ran=true) [b](JaVaScRiPt:window.ran=true) <javascript:window.ran=true>"),
  ],
  ["a link to code with signs in it", says("[a](java&#115;cript:window.ran=true) [b](<java\nscript:window.ran=true>)")],
  ["a link to data", says("[a](data:text/html,<script>window.ran=true</script>)")],
  [
    "a link without its protocol",
    says("[a](//example.org/x) [b](http://example.org) [c](blob:x) [d](file:///etc/passwd)"),
  ],
  [
    "a link that looks like a part",
    says("[a](#node/__proto__) [b](#param/a/constructor) [c](#node/<img>) [d](#l=AAAA)"),
  ],
  ["a link with a broken escape", says("[a](https://%E0%A4%A) [b](https://[::1)")],
  ["pictures from elsewhere", says(`![a](https://example.org/spy.png) <img src="https://example.org/spy.png">`)],
  [
    "a frame and a form",
    says(`<iframe src="https://example.org"></iframe><form action="https://example.org"><input></form>`),
  ],
  ["a style", says("<style>* { background: url(https://example.org/spy.png) }</style>")],
  ["an equation of HTML", says("```equation\nx = <img src=x onerror=window.ran=true>\n```")],
  ["an equation of brackets", says(`\`\`\`equation\nx = ${"(".repeat(1500)}1${")".repeat(1500)}\n\`\`\``)],
  [
    "a template for mathematics and scripts",
    says(
      "${window.ran = true} {{constructor.constructor('window.ran=true')()}} $\\href{javascript:window.ran=true}{x}$",
    ),
  ],
  ["four thousand quotes in one another", says(">".repeat(4000))],
  ["thirteen hundred lists in one another", says("1. ".repeat(1300))],
  ["lists forty levels deep", says(Array.from({ length: 40 }, (_, i) => `${"  ".repeat(i)}- a`).join("\n"))],
  ["two thousand brackets", says("[".repeat(2000) + "](".repeat(900))],
  ["letters that turn the direction", says("\u202e\u2066abc\u0000\u0007\ud800")],
  [
    "sixty steps of four thousand letters",
    {
      ...leastLesson,
      steps: Array.from({ length: 60 }, () => ({ title: { en: "x".repeat(4000) }, text: { en: "y ".repeat(2000) } })),
    },
  ],
  ["a graph with HTML for a type", inGraph({ id: "a", type: script, params: { a: script } })],
  [
    "a graph with a model from elsewhere",
    inGraph({ id: "a", type: "model/load", params: { model: "https://example.org/evil.onnx" } }),
  ],
  [
    "a graph with a model out of its folder",
    inGraph({ id: "a", type: "model/load", params: { model: "bundled:../../etc/passwd" } }),
  ],
  [
    "a graph with numbers beyond all bounds",
    inGraph({ id: "a", type: "model/noise-schedule", pos: [1e308, -1e308], params: { T: 1e308 } }),
  ],
  [
    "a graph of two thousand nodes",
    {
      ...leastLesson,
      graphs: {
        mine: {
          format: "repaint-graph",
          version: 1,
          nodes: Array.from({ length: 2000 }, (_, i) => ({ id: `n${i}`, type: "x" })),
          links: [],
        },
      },
    },
  ],
  [
    "a graph with wires to nowhere",
    {
      ...leastLesson,
      graphs: { mine: { format: "repaint-graph", version: 1, nodes: [], links: [["__proto__", "a", "b", "c"]] } },
    },
  ],
  [
    "settings of nodes that are not there",
    lessonWithStep({
      scene: {
        set: [{ node: "toString", name: "constructor", value: "x" }],
        select: ["hasOwnProperty"],
        frame: ["valueOf"],
      },
    }),
  ],
  ["a task that cannot be done", lessonWithTask({ kind: "wire", from: "a", output: "b", to: "c", input: "d" })],
].map(([name, lesson]) => ({ name: String(name), text: JSON.stringify(lesson) }));
