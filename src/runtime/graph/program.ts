import type { Shape } from "../backend.ts";
import type { Kernel } from "../equation/kernel.ts";
import type { Facts, NodeDefinition, Part, Site } from "../node.ts";
import { problem, UserError, type Problem } from "../problem.ts";
import type { GraphFile } from "./format.ts";
import type { CheckedStage } from "./stage.ts";
import type { Zone } from "./zones.ts";

/** One node as the interpreter sees it: names are gone, values lie in numbered slots. */
export interface PlanNode {
  readonly index: number;
  readonly id: string;
  /** The key of its noise. */
  readonly noise: string;
  /** For people. */
  readonly name: string;
  readonly definition: NodeDefinition;
  readonly site: Site;
  /** Input name → slot. */
  readonly inputs: ReadonlyMap<string, number>;
  /** Params that a number is wired to → its slot. */
  readonly varied: ReadonlyMap<string, number>;
  /** Output name → slot. */
  readonly outputs: ReadonlyMap<string, number>;
  readonly stage?: CheckedStage;
  /** Slot whose level this node works at, or the level itself; neither for a node without samples. */
  readonly level: { readonly slot: number } | { readonly at: number } | undefined;
  readonly sameLevel: readonly number[];
  /** Length of the schedule at this node, 0 where there is none. */
  readonly T: number;
  /** Network calls on one visit. */
  readonly calls: number;
  /** How many moves it makes on every visit; undefined: known only on arrival. */
  readonly moves: 0 | 1 | undefined;
  readonly watched: boolean;
  /** The loop around it. */
  readonly loop: number | undefined;
}

/** Where one output lies. */
export interface Slot {
  readonly index: number;
  readonly node: number;
  readonly output: string;
  readonly facts: Facts;
}

export interface PlanLoop {
  readonly node: number;
  readonly init: number;
  readonly back: number;
  readonly body: number;
  readonly done: number;
  /** It goes on while t > stop, or so many times. */
  readonly until: { readonly stop: number } | { readonly times: number };
  /** Nodes inside, in order, those of inner loops included. */
  readonly members: readonly number[];
}

/** The program is flat: loops are a test at the head and a jump at the end. */
export type Op =
  | { readonly op: "visit"; readonly node: number }
  | { readonly op: "enter"; readonly loop: number }
  | { readonly op: "test"; readonly loop: number; readonly exit: number }
  | { readonly op: "back"; readonly loop: number; readonly head: number }
  | { readonly op: "exit"; readonly loop: number };

/** A graph ready to be walked and executed; made once, never changed. */
export interface Plan {
  readonly graph: GraphFile;
  readonly nodes: readonly PlanNode[];
  readonly slots: readonly Slot[];
  readonly loops: readonly PlanLoop[];
  readonly ops: readonly Op[];
  /** For each op the slots whose last use it is. */
  readonly free: readonly (readonly number[])[];
  /** Kernels: stages that run together. */
  readonly groups: readonly Group[];
  readonly zones: readonly Zone[];
  readonly warnings: readonly Problem[];
}

/** A tensor that a kernel reads. */
export type KernelInput =
  | { readonly kind: "value"; readonly slot: number; readonly part: Part }
  | { readonly kind: "noise"; readonly node: number; readonly draw: number }
  | { readonly kind: "network"; readonly node: number; readonly name: string };

/** A kernel, and where what it reads lies. */
export interface Bound {
  readonly kernel: Kernel;
  /** In the order of `kernel.inputs`. */
  readonly inputs: readonly KernelInput[];
  /** In the order of `kernel.scalars`: which node's, under which name. */
  readonly scalars: readonly { readonly node: number; readonly name: string }[];
}

/** Stages that run as one kernel, when the last of them is visited. */
export interface Group extends Bound {
  readonly index: number;
  /** Indices of the nodes, in order. */
  readonly nodes: readonly number[];
  /** What its first node's network is shown, where an equation says it: one picture. */
  readonly before?: Bound;
  /** In the order of `kernel.outputs`. */
  readonly outputs: readonly { readonly slot: number; readonly part: Part }[];
  /** Of the outputs; undefined while no model or image says it. */
  readonly shape: Shape | undefined;
}

/** Nodes, slots and the flat program, before fusion. */
export type Frame = Pick<Plan, "nodes" | "slots" | "loops" | "ops">;

/** Shape of the picture in a slot. @throws UserError when nothing in the graph says it. */
export function shapeOf(node: PlanNode, facts: Facts): Shape {
  if (facts.shape) return facts.shape;
  throw new UserError(
    problem(
      "unknown-shape",
      {
        en: `${node.name}: nothing in the graph says how large its picture is.`,
        zh: `${node.name}：图中没有信息说明其图像的大小。`,
      },
      { en: "Load a model or an image, so that the size is known.", zh: "请加载模型或图像，以确定大小。" },
      { node: node.id },
    ),
  );
}
