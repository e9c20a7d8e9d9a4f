import type { Shape } from "../backend.ts";
import { problem, UserError } from "../problem.ts";
import { takesSize, type ModelCard } from "./card.ts";

/** @throws UserError `network-shape` when a picture `N C H W` is not of the channels and size that the network takes. */
export function checkPicture(card: ModelCard, [, C, H, W]: Shape): void {
  const { height, width, channels, multiple_of } = card.image;
  if (C === channels && takesSize(card, H, W)) return;
  const taken = multiple_of === undefined ? `${height}×${width}` : `${multiple_of}k×${multiple_of}l`;
  throw new UserError(
    problem(
      "network-shape",
      {
        en: `The network "${card.name}" takes ${channels}×${taken} pictures, came ${C}×${H}×${W}.`,
        zh: `网络“${card.name}”接受 ${channels}×${taken} 的图像，实为 ${C}×${H}×${W}。`,
      },
      { en: "Let image/load fit the picture to the model's size.", zh: "请让 image/load 将图像缩放到模型的尺寸。" },
    ),
  );
}
