import { basename } from "node:path";
import type { Study, StudiedGraph } from "../../runtime/study/format.ts";
import { readImage } from "../images/read.ts";
import type { Console } from "../io.ts";
import { listPictures, readSource } from "./sources.ts";

/** The side of the drawn faces that the default network was trained on, in pixels. */
const DRAWN = 64;

/** How the pictures of a folder are filled: by the graph's own network, or photographs as the card of theirs recommends. */
const RESAMPLED: readonly StudiedGraph[] = [{ graph: "repaint", sweep: { "jump.jump_n_sample": [1, 4] } }];
const PHOTOS: readonly StudiedGraph[] = [
  {
    graph: "repaint",
    model: "photo64",
    set: { "schedule.T": 25, "jump.jump_length": 1 },
    sweep: { "jump.jump_n_sample": [1, 3] },
  },
];

/**
 * The study of a folder of pictures, as most people would make it: the paper's six masks, with and without resampling.
 *
 * @param model the network that fills; else the one for photographs, unless the pictures are as small as drawn faces.
 */
export async function usualStudy(folder: string, model: string | undefined, io: Console): Promise<Study> {
  const isPhotos = model === undefined && (await hasPhotos(folder));
  if (isPhotos)
    io.note({
      en: "The pictures are filled by photo64, the network for photographs; --model takes another, such as faces64.",
      zh: "图像由照片网络 photo64 填充；可用 --model 指定其他网络，如 faces64。",
    });
  const graphs = isPhotos ? PHOTOS : RESAMPLED.map((graph) => ({ ...graph, ...(model !== undefined && { model }) }));
  return {
    format: "repaint-study",
    version: 1,
    title: basename(folder),
    data: [{ name: "pictures", from: ["."] }],
    masks: ["wide", "narrow", "half", "expand", "every-second-line", "super-resolve"],
    graphs,
  };
}

/** Whether the first picture of a folder that can be read is larger than drawn faces are. */
async function hasPhotos(folder: string): Promise<boolean> {
  for (const { source, name } of await listPictures(["."], folder)) {
    const read = await readSource(source)
      .then((bytes) => readImage(bytes, name))
      .catch(() => undefined);
    if (read) return Math.max(...read.picture.shape.slice(2)) > DRAWN;
  }
  return false;
}
