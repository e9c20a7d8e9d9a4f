import type { Shape } from "../../runtime/backend.ts";
import type { ModelCard } from "../../runtime/model/card.ts";
import type { Site } from "../../runtime/node.ts";
import { problem, type Problem } from "../../runtime/problem.ts";
import { shapeOf } from "./facts.ts";

/** "3×64×64": channels, height, width. */
export const sizeText = ([, C, H, W]: Shape): string => `${C}×${H}×${W}`;

/**
 * Reports inputs whose pictures do not have the size of the `reference` input's; masks are compared by height and width
 * alone. Inputs of unknown size pass.
 */
export function checkSameSize(site: Site, reference: string, others: readonly string[]): Problem[] {
  const expected = site.inputs[reference]?.shape;
  if (!expected) return [];
  return others.flatMap((socket) => {
    const came = site.inputs[socket];
    if (!came?.shape || fits(came.shape, expected, came.type === "mask")) return [];
    return [otherSize(site.id, socket, came.shape, expected, `${site.id}.${reference}`)];
  });
}

/** Reports inputs whose pictures the model cannot take. */
export function checkModelSize(site: Site, card: ModelCard | undefined, sockets: readonly string[]): Problem[] {
  if (!card) return [];
  const expected = shapeOf(card);
  return sockets.flatMap((socket) => {
    const came = site.inputs[socket];
    if (!came?.shape || fits(came.shape, expected, came.type === "mask")) return [];
    const message = {
      en: `${site.id}.${socket} is ${sizeText(came.shape)}; the model ${card.name} takes ${sizeText(expected)}.`,
      zh: `${site.id}.${socket} 的大小是 ${sizeText(came.shape)}，而模型 ${card.name} 需要 ${sizeText(expected)}。`,
    };
    const remedy = {
      en: 'Set "Fit" of the image to "cover", or choose a model of that size.',
      zh: "请把图像节点的“适配方式”设为“裁切填满”，或换用该尺寸的模型。",
    };
    return [problem("model-size", message, remedy, { node: site.id, socket })];
  });
}

/** Reports batches that are neither 1 nor equal, so that no picture can be paired with its partner. */
export function checkBatches(site: Site, sockets: readonly string[]): Problem[] {
  const sizes = sockets.map((socket) => ({ socket, N: site.inputs[socket]?.shape?.[0] ?? 1 }));
  const most = Math.max(...sizes.map(({ N }) => N));
  return sizes
    .filter(({ N }) => N !== 1 && N !== most)
    .map(({ socket, N }) =>
      problem(
        "batch",
        {
          en: `${site.id}.${socket} holds ${N} pictures where another input holds ${most}.`,
          zh: `${site.id}.${socket} 有 ${N} 张图，而另一个输入有 ${most} 张。`,
        },
        { en: "Give both the same batch, or a batch of 1.", zh: "请让两者批量相同，或其中之一为 1。" },
        { node: site.id, socket },
      ),
    );
}

function fits(came: Shape, expected: Shape, isMask: boolean): boolean {
  return came[2] === expected[2] && came[3] === expected[3] && (isMask || came[1] === expected[1]);
}

function otherSize(id: string, socket: string, came: Shape, expected: Shape, like: string): Problem {
  return problem(
    "other-size",
    {
      en: `${id}.${socket} is ${sizeText(came)}, expected ${sizeText(expected)} like ${like}.`,
      zh: `${id}.${socket} 的大小是 ${sizeText(came)}，应与 ${like} 一致，为 ${sizeText(expected)}。`,
    },
    {
      en: 'Let the image or mask node fit it to the model ("Fit"), or use a file of that size.',
      zh: "请在图像或掩码节点的“适配方式”中让它适配模型，或使用该尺寸的文件。",
    },
    { node: id, socket },
  );
}
