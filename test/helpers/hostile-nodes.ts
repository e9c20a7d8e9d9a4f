type Entry = Readonly<Record<string, unknown>>;

export interface HostileNode {
  readonly name: string;
  readonly definitions: unknown;
  /** The code of the sentence that says why it was left out; absent where it is harmless as it is read. */
  readonly code?: string;
}

const script = '<img src=x onerror="window.ran = true">';

/** An equation that is right, with something of it exchanged. */
const equation = (change: Entry = {}): Entry => ({
  name: "soft",
  inputs: [
    { name: "a", types: ["sample", "image"] },
    { name: "m", type: "mask" },
  ],
  outputs: [{ name: "y", like: "a" }],
  params: [{ name: "w", default: 0.5, min: 0, max: 1 }],
  equation: "y = w * m * a",
  ...change,
});

/** A node of nodes that is right, with something of it exchanged. */
const body = (change: Entry = {}): Entry => ({
  name: "pair",
  inputs: [{ name: "a", to: ["one", "a"] }],
  outputs: [{ name: "y", from: ["two", "y"] }],
  params: [{ name: "moves", of: ["one", "moves"] }],
  nodes: [
    { id: "one", type: "math/equation", v: 1, pos: [0, 0], params: {} },
    { id: "two", type: "math/equation", v: 1, pos: [200, 0], params: {} },
  ],
  links: [["one", "y", "two", "a"]],
  ...change,
});

/** A node of nodes that holds others by their names. */
const holding = (name: string, ...types: readonly string[]): Entry => ({
  name,
  nodes: types.map((type, i) => ({ id: `n${i}`, type, v: 1, pos: [0, 0], params: {} })),
  links: [],
});

const number = (change: Entry): Entry => equation({ params: [{ name: "w", ...change }] });
const many = <T>(count: number, make: (i: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const leaf = { ...body({ name: "d0" }), inputs: [], outputs: [], params: [] };

/** Definitions that were made to harm or to confuse whoever opens them. */
export const hostileNodes: readonly HostileNode[] = [
  { name: "no list", definitions: "soft", code: "dropped" },
  { name: "an object in place of the list", definitions: { soft: equation() }, code: "dropped" },
  { name: "null among them", definitions: [null], code: "definition-object" },
  { name: "a list among them", definitions: [[equation()]], code: "definition-object" },
  { name: "a number among them", definitions: [1], code: "definition-object" },
  { name: "nothing in it", definitions: [{}], code: "definition-name" },
  { name: "markup as a name", definitions: [equation({ name: script })], code: "definition-name" },
  { name: "a path as a name", definitions: [equation({ name: "../../etc/passwd" })], code: "definition-name" },
  { name: "a name with a hash of its own", definitions: [equation({ name: "soft@0000" })], code: "definition-name" },
  { name: "a name of 41 letters", definitions: [equation({ name: "a".repeat(41) })], code: "definition-name" },
  { name: "a name of a megabyte", definitions: [equation({ name: "a".repeat(1e6) })], code: "definition-name" },
  { name: "a name in look-alike letters", definitions: [equation({ name: "ѕoft" })], code: "definition-name" },
  {
    name: "a name that turns the writing round",
    definitions: [equation({ name: "soft\u202e" })],
    code: "definition-name",
  },
  { name: "a name with a line end", definitions: [equation({ name: "soft\n" })], code: "definition-name" },
  { name: "a shipped type as a name", definitions: [equation({ name: "image/load" })], code: "definition-name" },
  { name: "toString as a name", definitions: [equation({ name: "toString" })], code: "definition-name" },
  { name: "valueof as a name, which is a word like others", definitions: [equation({ name: "valueof" })] },
  { name: "neither equation nor nodes", definitions: [equation({ equation: undefined })], code: "definition-kind" },
  { name: "equation and nodes", definitions: [{ ...body(), ...equation() }], code: "definition-kind" },
  { name: "an equation that is a list", definitions: [equation({ equation: ["y = a"] })], code: "definition-equation" },
  { name: "an empty equation", definitions: [equation({ equation: "" })], code: "definition-equation" },
  {
    name: "JavaScript as an equation",
    definitions: [equation({ equation: "y = fetch('//evil')" })],
    code: "definition-equation",
  },
  {
    name: "WGSL as an equation",
    definitions: [equation({ equation: "y = a; } @compute fn f() {" })],
    code: "definition-equation",
  },
  {
    name: "an equation that calls constructor",
    definitions: [equation({ equation: "y = constructor(a)" })],
    code: "definition-equation",
  },
  {
    name: "an equation that names __proto__",
    definitions: [equation({ equation: "y = __proto__ * a" })],
    code: "definition-equation",
  },
  {
    name: "an equation of 8 193 characters",
    definitions: [equation({ equation: `y = a${" ".repeat(8188)}` })],
    code: "definition-equation",
  },
  {
    name: "an equation of a megabyte",
    definitions: [equation({ equation: `y = a${" + a".repeat(250_000)}` })],
    code: "definition-equation",
  },
  {
    name: "an equation of 201 lines",
    definitions: [equation({ equation: many(201, (i) => `y${i} = a`).join("\n") })],
    code: "definition-equation",
  },
  {
    name: "5 000 parentheses",
    definitions: [equation({ equation: `y = ${"(".repeat(4000)}a${")".repeat(4000)}` })],
    code: "definition-equation",
  },
  { name: "a division by zero", definitions: [equation({ equation: "y = a / 0" })], code: "definition-equation" },
  {
    name: "an output that is never assigned",
    definitions: [equation({ equation: "z = a" })],
    code: "definition-equation",
  },
  { name: "an output that is one number", definitions: [equation({ equation: "y = w" })], code: "definition-equation" },
  {
    name: "an input that is assigned",
    definitions: [equation({ equation: "a = m\ny = a" })],
    code: "definition-equation",
  },
  { name: "an unknown name", definitions: [equation({ equation: "y = a + b" })], code: "definition-equation" },
  { name: "no output", definitions: [equation({ outputs: [] })], code: "definition-no-output" },
  { name: "sockets that are no list", definitions: [equation({ inputs: { a: "sample" } })], code: "definition-list" },
  {
    name: "33 inputs",
    definitions: [equation({ inputs: many(33, (i) => ({ name: `a${i}`, type: "image" })) })],
    code: "definition-too-many",
  },
  {
    name: "more pictures than a kernel binds",
    definitions: [
      equation({
        inputs: many(9, (i) => ({ name: `a${i}`, type: "image" })),
        outputs: [{ name: "y", type: "image" }],
        equation: `y = ${many(9, (i) => `a${i}`).join(" + ")}`,
        params: [],
      }),
    ],
    code: "definition-tensors",
  },
  {
    name: "a socket without a name",
    definitions: [equation({ inputs: [{ type: "image" }] })],
    code: "definition-port-name",
  },
  {
    name: "markup as a socket",
    definitions: [equation({ inputs: [{ name: script, type: "image" }] })],
    code: "definition-port-name",
  },
  {
    name: "toString as a socket",
    definitions: [equation({ inputs: [{ name: "toString", type: "image" }] })],
    code: "definition-port-name",
  },
  {
    name: "__proto__ as a socket",
    definitions: [equation({ inputs: [{ name: "__proto__", type: "image" }] })],
    code: "definition-port-name",
  },
  {
    name: "constructor as a socket",
    definitions: [equation({ inputs: [{ name: "constructor", type: "image" }] })],
    code: "definition-port-name",
  },
  {
    name: "two inputs of one name",
    definitions: [
      equation({
        inputs: [
          { name: "a", type: "image" },
          { name: "a", type: "mask" },
        ],
      }),
    ],
    code: "definition-same-name",
  },
  {
    name: "an output of an input's name",
    definitions: [equation({ outputs: [{ name: "a", like: "a" }] })],
    code: "definition-same-name",
  },
  { name: "a param of a socket's name", definitions: [number({ name: "a" })], code: "definition-same-name" },
  {
    name: "a socket called like a table of the schedule",
    definitions: [equation({ inputs: [{ name: "betas", type: "image" }], outputs: [{ name: "y", type: "image" }] })],
    code: "definition-taken-name",
  },
  {
    name: "a socket called like a function",
    definitions: [
      equation({
        inputs: [
          { name: "a", type: "sample" },
          { name: "exp", type: "mask" },
        ],
      }),
    ],
    code: "definition-taken-name",
  },
  { name: "a param called noise", definitions: [number({ name: "noise" })], code: "definition-taken-name" },
  {
    name: "a type of wire that is none",
    definitions: [equation({ inputs: [{ name: "a", type: "function" }] })],
    code: "definition-type",
  },
  {
    name: "a network as an input",
    definitions: [equation({ inputs: [{ name: "a", type: "model" }] })],
    code: "definition-type",
  },
  {
    name: "an output like what is not there",
    definitions: [equation({ outputs: [{ name: "y", like: "z" }] })],
    code: "definition-type",
  },
  {
    name: "a network as an output",
    definitions: [equation({ outputs: [{ name: "y", type: "model" }] })],
    code: "definition-type",
  },
  {
    name: "two predictions",
    definitions: [
      equation({
        inputs: [
          { name: "p", type: "prediction" },
          { name: "q", type: "prediction" },
        ],
        outputs: [{ name: "y", type: "sample" }],
      }),
    ],
    code: "definition-predictions",
  },
  {
    name: "a sample out of a picture",
    definitions: [
      equation({
        inputs: [
          { name: "a", type: "image" },
          { name: "m", type: "mask" },
        ],
        outputs: [{ name: "y", type: "sample" }],
      }),
    ],
    code: "definition-no-level",
  },
  {
    name: "a picture that changes t",
    definitions: [
      equation({
        inputs: [
          { name: "a", type: "image" },
          { name: "m", type: "mask" },
        ],
        moves: "up",
      }),
    ],
    code: "definition-no-level",
  },
  {
    name: "a mask out of pictures",
    definitions: [equation({ outputs: [{ name: "y", type: "mask" }] })],
    code: "definition-mask-output",
  },
  { name: "a move that is none", definitions: [equation({ moves: "sideways" })], code: "definition-moves" },
  { name: "a param without end", definitions: [number({ min: 0, max: 1e300 })], code: "definition-param-range" },
  { name: "a range upside down", definitions: [number({ min: 1, max: 0 })], code: "definition-param-range" },
  { name: "a range of text", definitions: [number({ min: "0", max: "1;alert(1)" })], code: "definition-param-range" },
  {
    name: "a default beyond its range",
    definitions: [number({ default: 2, min: 0, max: 1 })],
    code: "definition-param-default",
  },
  {
    name: "a broken whole number",
    definitions: [number({ default: 0.5, min: 0, max: 1, integer: true })],
    code: "definition-param-default",
  },
  {
    name: "a step of zero",
    definitions: [number({ default: 0.5, min: 0, max: 1, step: 0 })],
    code: "definition-param-default",
  },
  {
    name: "markup in title and help, which are text",
    definitions: [equation({ title: script, help: script, source: script })],
  },
  { name: "a title of a megabyte, which is cut", definitions: [equation({ title: "x".repeat(1e6) })] },
  {
    name: "keys that nobody knows",
    definitions: [equation({ run: "alert(1)", facts: "alert(1)", stage: {}, check: [] })],
  },
  { name: "no node in it", definitions: [body({ nodes: [], links: [] })], code: "definition-empty" },
  { name: "nodes that are no list", definitions: [body({ nodes: { one: {} } })], code: "definition-list" },
  { name: "nodes that are none", definitions: [body({ nodes: [1, null, "x"] })], code: "definition-empty" },
  { name: "a wire to nowhere", definitions: [body({ links: [["one", "y", "three", "a"]] })], code: "definition-wire" },
  {
    name: "a socket that leads nowhere",
    definitions: [body({ inputs: [{ name: "a", to: ["three", "a"] }] })],
    code: "definition-end",
  },
  {
    name: "a socket that leads to no socket",
    definitions: [body({ inputs: [{ name: "a", to: ["one", "zz"] }] })],
    code: "definition-end",
  },
  {
    name: "a socket that leads to everything",
    definitions: [body({ inputs: [{ name: "a", to: "*" }] })],
    code: "definition-end",
  },
  {
    name: "a socket into a wired one",
    definitions: [body({ inputs: [{ name: "a", to: ["two", "a"] }] })],
    code: "definition-wired-twice",
  },
  {
    name: "two sockets into one",
    definitions: [
      body({
        inputs: [
          { name: "a", to: ["one", "a"] },
          { name: "b", to: ["one", "a"] },
        ],
      }),
    ],
    code: "definition-wired-twice",
  },
  {
    name: "a socket into two that take different types",
    definitions: [
      body({
        nodes: [
          { id: "one", type: "math/equation", params: {} },
          { id: "two", type: "model/noise-schedule", params: {} },
        ],
        links: [],
        inputs: [
          {
            name: "a",
            to: [
              ["one", "a"],
              ["two", "model"],
            ],
          },
        ],
        outputs: [],
      }),
    ],
    code: "definition-type",
  },
  {
    name: "an output from nowhere",
    definitions: [body({ outputs: [{ name: "y", from: ["two", "zz"] }] })],
    code: "definition-end",
  },
  {
    name: "two outputs of one name",
    definitions: [
      body({
        outputs: [
          { name: "y", from: ["one", "y"] },
          { name: "y", from: ["two", "y"] },
        ],
      }),
    ],
    code: "definition-same-name",
  },
  {
    name: "a param that is not there",
    definitions: [body({ params: [{ name: "x", of: ["one", "zz"] }] })],
    code: "definition-end",
  },
  {
    name: "a param wider than inside",
    definitions: [
      {
        ...holding("jump", "repaint/jump-back"),
        params: [{ name: "r", of: ["n0", "jump_n_sample"], min: -5, max: 1e9 }],
      },
    ],
    code: "definition-param-range",
  },
  {
    name: "a socket of an unknown type",
    definitions: [body({ nodes: [{ id: "one", type: "evil/node", params: {} }], links: [], outputs: [], params: [] })],
    code: "definition-unknown-type",
  },
  { name: "an unknown type inside, which is kept", definitions: [{ ...holding("holds", "evil/node") }] },
  { name: "itself inside", definitions: [holding("self", "own/self")], code: "definition-circle" },
  {
    name: "itself by way of another",
    definitions: [holding("a", "own/b"), holding("b", "own/a")],
    code: "definition-circle",
  },
  {
    name: "itself by way of a hundred",
    definitions: many(100, (i) => holding(`c${i}`, `own/c${(i + 1) % 100}`)),
    code: "definition-circle",
  },
  {
    name: "itself by a hash that somebody made up",
    definitions: [holding("self", `own/self@${"0".repeat(32)}`)],
    code: "definition-circle",
  },
  { name: "a part that is not there", definitions: [holding("a", "own/b")], code: "definition-part-missing" },
  {
    name: "a part that does not fit",
    definitions: [equation({ equation: "y = 1 / 0" }), holding("a", "own/soft")],
    code: "definition-part-missing",
  },
  {
    name: "a part of which there are two",
    definitions: [equation(), equation({ equation: "y = m * a" }), holding("a", "own/soft")],
    code: "definition-part-missing",
  },
  {
    name: "2^40 nodes by doubling",
    definitions: [leaf, ...many(40, (i) => holding(`d${i + 1}`, `own/d${i}`, `own/d${i}`))],
    code: "definition-too-large",
  },
  {
    name: "1000^5 nodes in five definitions",
    definitions: [leaf, ...many(5, (i) => holding(`d${i + 1}`, ...many(900, () => `own/d${i}`)))],
    code: "definition-too-large",
  },
  {
    name: "100 levels of one node each",
    definitions: [leaf, ...many(100, (i) => holding(`d${i + 1}`, `own/d${i}`))],
    code: "definition-too-large",
  },
  {
    name: "10 000 levels",
    definitions: [leaf, ...many(10_000, (i) => holding(`d${i + 1}`, `own/d${i}`))],
    code: "definition-too-large",
  },
  { name: "100 000 definitions", definitions: many(100_000, (i) => ({ name: `x${i}` })), code: "definition-kind" },
  { name: "2 000 nodes in one", definitions: [holding("wide", ...many(2000, () => "math/equation"))], code: "dropped" },
  { name: "the same twice, which is once", definitions: [equation(), equation()] },
];
