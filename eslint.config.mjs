import tseslint from "typescript-eslint";

/** Who may import whom (docs: ARCHITECTURE.md). `ui, cli → nodes → runtime → runtime/diffusion → nothing`. */
const forbid = (files, patterns, extra = []) => ({
  files,
  rules: {
    "no-restricted-imports": [
      "error",
      { patterns: patterns.map(([group, message]) => ({ group, message })), paths: extra },
    ],
  },
});
const NODE = [["node:*"], "Only src/cli reaches Node's own modules."];
const LITEGRAPH = [["litegraph.js", "litegraph.js/*"], "Only src/ui/litegraph-adapter.ts imports litegraph."];
const ORT = [
  ["onnxruntime-web", "onnxruntime-web/*", "onnxruntime-node"],
  "ONNX Runtime is handed in by the platform.",
];
const UI = [["**/ui/**"], "Only src/ui imports from src/ui."];
const CLI = [["**/cli/**"], "Only src/cli imports from src/cli."];
const NODES = [["**/nodes/**"], "The runtime is handed the registry; it never imports a node."];
const LIT = [["lit", "lit/*", "idb-keyval"], "Only src/ui draws and stores."];

export default tseslint.config(
  { ignores: ["dist/**", "node_modules/**", ".cache/**", "test/fixtures/**"] },
  ...tseslint.configs.recommended,
  {
    files: ["**/*.ts"],
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Exports have names." },
        {
          selector: "TSAsExpression > TSAsExpression > TSUnknownKeyword",
          message: "No `as unknown as`: narrow instead.",
        },
        { selector: "CallExpression[callee.name='eval']", message: "No code from strings." },
        { selector: "NewExpression[callee.name='Function']", message: "No code from strings." },
      ],
    },
  },
  forbid(["src/runtime/**/*.ts"], [NODE, LITEGRAPH, ORT, UI, CLI, NODES, LIT]),
  forbid(
    ["src/runtime/diffusion/**/*.ts"],
    [
      NODE,
      LITEGRAPH,
      ORT,
      UI,
      CLI,
      NODES,
      LIT,
      [["../*", "!./*"], "runtime/diffusion imports nothing outside itself."],
    ],
  ),
  forbid(["src/nodes/**/*.ts"], [NODE, LITEGRAPH, ORT, UI, CLI, LIT]),
  forbid(["src/ui/**/*.ts"], [NODE, CLI, LITEGRAPH]),
  forbid(["src/ui/litegraph-adapter.ts"], [NODE, CLI]),
  forbid(["src/cli/**/*.ts"], [LITEGRAPH, UI, LIT]),
  {
    // WebGPU's names belong to one room.
    files: ["src/**/*.ts"],
    ignores: ["src/runtime/gpu/**", "src/ui/engine/**"],
    rules: {
      "no-restricted-globals": ["error", "GPUBufferUsage", "GPUMapMode", "GPUShaderStage"],
    },
  },
);
