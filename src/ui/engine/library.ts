import type { Env } from "../../runtime/graph/validate.ts";
import { hashIn, isRemote, plainReference } from "../../runtime/model/address.ts";
import type { ModelCard } from "../../runtime/model/card.ts";
import { parseCard } from "../../runtime/model/parse-card.ts";
import type { ModelFiles } from "../../runtime/model/ort.ts";
import { ModelStore, type KeptModel, type ModelBlobs } from "../storage/model-store.ts";
import type { Picture } from "../../runtime/node.ts";
import { problem, UserError, type Problem } from "../../runtime/problem.ts";
import type { Resources } from "../../runtime/graph/resources.ts";
import { decodePicture, pictureFacts, type PictureFacts } from "./decode.ts";
import { PictureStore } from "../storage/picture-store.ts";
import type { Places } from "./messages.ts";

const NONE = { en: "", zh: "" };
const NAME = /^[A-Za-z0-9_.-]{1,100}$/;

/** Pixels of a picture from which on it is not kept decoded. */
const LARGE = 2 ** 20;

/**
 * Cards, networks and pictures by the references in graphs; each is read once. Bundled ones are fetched, all others are
 * what the reader has opened or agreed to download before: nothing is fetched from elsewhere.
 */
export class Library {
  private readonly places: Places;
  private readonly progress: (name: string, loaded: number, total: number) => void;
  private readonly cards = new Map<string, Promise<ModelCard>>();
  private readonly pictures = new Map<string, Promise<Picture>>();
  private readonly facts = new Map<string, Promise<PictureFacts>>();
  private readonly samples = new Map<string, Promise<Blob>>();
  private readonly store = new ModelStore();
  private readonly ownPictures = new PictureStore();

  constructor(places: Places, progress: (name: string, loaded: number, total: number) => void) {
    this.places = places;
    this.progress = progress;
  }

  card(reference: string): Promise<ModelCard> {
    return cached(this.cards, reference, async () => {
      if (reference.startsWith("points:")) return (await pointModel(reference)).card;
      if (!reference.startsWith("bundled:")) return parseCard((await this.kept(reference)).card);
      const name = bundledName(reference);
      const response = await get(`${this.places.models}${name}.json`, reference);
      return parseCard(await response.text());
    });
  }

  /** The bytes of a model, with the files of external data that its card names. */
  async files(reference: string): Promise<ModelFiles> {
    if (reference.startsWith("points:")) {
      const { bytes, vjp } = await pointModel(reference);
      return { bytes, vjp: async () => ({ bytes: vjp }) };
    }
    const card = await this.card(reference);
    if (!reference.startsWith("bundled:")) {
      await this.store.used(await this.kept(reference), Date.now()).catch(() => undefined);
      return await filesOf(card, await this.store.blobs(reference));
    }
    const external = new Map<string, Uint8Array>();
    for (const part of card.external_data ?? []) external.set(part.file, await this.bytes(part, reference));
    const bytes = await this.bytes(card, reference);
    const { vjp } = card;
    const readVjp = vjp && (async () => withNetwork(card, { bytes, external }, await this.bytes(vjp, reference)));
    return { bytes, ...(external.size > 0 && { external }), ...(readVjp && { vjp: readVjp }) };
  }

  /** Takes up a model that has been tried. @returns whether the browser keeps it beyond this page. */
  async keep(reference: string, text: string, sha256: string, blobs: ModelBlobs): Promise<boolean> {
    const plain = plainReference(reference);
    const bytes = [...blobs.values()].reduce((sum, { size }) => sum + size, 0);
    this.forget(plain);
    const model = { reference: plain, title: parseCard(text).title, card: text, bytes, sha256, used: Date.now() };
    return await this.store.keep(model, blobs);
  }

  /** A model has been removed or replaced. */
  forget(plain: string): void {
    this.store.forget(plain);
    for (const reference of this.cards.keys()) if (plainReference(reference) === plain) this.cards.delete(reference);
  }

  private async kept(reference: string): Promise<KeptModel> {
    const found = await this.store.find(reference).catch(() => undefined);
    if (!found) throw new UserError(notHere(reference));
    return found;
  }

  /** Takes up a picture file of the reader's, which graphs name from now on. */
  holdPicture(reference: string, file: Blob): void {
    this.ownPictures.hold(reference, file);
  }

  /** A decoded picture; a large one is decoded anew for each taker, since it would weigh more than all else. */
  async picture(reference: string): Promise<Picture> {
    const decoded = async (): Promise<Picture> => decodePicture(await this.pictureFile(reference), nameOf(reference));
    const [height, width] = (await this.factsOf(reference)).size;
    if (height * width > LARGE) return { ...(await decoded()), fresh: true };
    return await cached(this.pictures, reference, decoded);
  }

  private factsOf(reference: string): Promise<PictureFacts> {
    return cached(this.facts, reference, async () =>
      pictureFacts(await this.pictureFile(reference), nameOf(reference)),
    );
  }

  private async pictureFile(reference: string): Promise<Blob> {
    if (reference.startsWith("data:")) return new Blob([dataBytes(reference)]);
    if (reference.startsWith("file:")) {
      const file = await this.ownPictures.find(reference);
      if (!file) throw new UserError(pictureNotHere(reference));
      return file;
    }
    const name = reference.startsWith("sample:") ? reference.slice(7) : undefined;
    if (name === undefined || !NAME.test(name)) throw missing("image", reference);
    return await cached(this.samples, name, async () =>
      (await get(`${this.places.models}samples/${name}.png`, reference)).blob(),
    );
  }

  /** Whether a picture of the graph is data: then its results are too. */
  async hasData({ images }: Resources): Promise<boolean> {
    const all = await Promise.all(images.map((reference) => this.factsOf(reference).catch(() => undefined)));
    return all.some((facts) => facts?.own === true);
  }

  /** What is known of a graph's resources; what cannot be had is told as problems. */
  async env({ models, images }: Resources): Promise<{ env: Env; problems: readonly Problem[] }> {
    const problems: Problem[] = [];
    const cards = new Map<string, ModelCard>();
    const sizes = new Map<string, readonly [number, number]>();
    const layers = new Map<string, number>();
    const take = (reference: string, facts: PictureFacts): void => {
      sizes.set(reference, facts.size);
      if (facts.layers) layers.set(reference, facts.layers);
    };
    const tell = (error: unknown): void => {
      if (!(error instanceof UserError)) throw error;
      problems.push(...error.problems);
    };
    await Promise.all([
      ...models.map((reference) => this.card(reference).then((card) => cards.set(reference, card), tell)),
      ...images.map((reference) => this.factsOf(reference).then((facts) => take(reference, facts), tell)),
    ]);
    return { env: { cards, images: sizes, layers }, problems };
  }

  /** @param of the file with its size, which the answer does not have where it comes packed. */
  private async bytes(of: Pick<ModelCard, "file" | "bytes">, reference: string): Promise<Uint8Array> {
    const { file } = of;
    if (!NAME.test(file)) throw missing("model", reference);
    const response = await get(`${this.places.models}${file}`, reference);
    const total = of.bytes ?? Number(response.headers.get("content-length") ?? 0);
    const reader = response.body?.getReader();
    if (!reader) return new Uint8Array(await response.arrayBuffer());
    const pieces: Uint8Array[] = [];
    let loaded = 0;
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      pieces.push(piece.value);
      loaded += piece.value.length;
      this.progress(file, loaded, total);
    }
    const bytes = new Uint8Array(loaded);
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
    return bytes;
  }
}

/** An ideal denoiser of two-pixel pictures is made here; its code is fetched when a graph first asks for one. */
async function pointModel(reference: string) {
  const { modelOfPoints } = await import("../../runtime/laboratory/point-model.ts");
  return modelOfPoints(reference);
}

function cached<T>(map: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  const known = map.get(key);
  if (known) return known;
  const made = make();
  map.set(key, made);
  made.catch(() => map.delete(key)); // It may be there the next time.
  return made;
}

/** The bytes of a model's files, as the runtime takes them. What is missing, it says itself. */
export async function filesOf(card: ModelCard, blobs: ModelBlobs): Promise<ModelFiles> {
  const read = async (name: string): Promise<Uint8Array> =>
    new Uint8Array((await blobs.get(name)?.arrayBuffer()) ?? new ArrayBuffer(0));
  const external = new Map<string, Uint8Array>();
  for (const { file } of card.external_data ?? []) if (blobs.has(file)) external.set(file, await read(file));
  const bytes = await read(card.file);
  const { vjp } = card;
  const readVjp =
    vjp && blobs.has(vjp.file) && (async () => withNetwork(card, { bytes, external }, await read(vjp.file)));
  return { bytes, ...(external.size > 0 && { external }), ...(readVjp && { vjp: readVjp }) };
}

/** The file of a vector–Jacobian product has its weights in the network's own files. */
function withNetwork({ file }: ModelCard, network: ModelFiles, bytes: Uint8Array): ModelFiles {
  return { bytes, external: new Map([...(network.external ?? []), [file, network.bytes]]) };
}

/** How messages call a picture. */
const nameOf = (reference: string): string => (reference.startsWith("file:") ? reference.slice(5) : reference);

function bundledName(reference: string): string {
  const name = reference.startsWith("bundled:") ? reference.slice(8) : "";
  if (!NAME.test(name)) throw missing("model", reference);
  return name;
}

async function get(url: string, reference: string): Promise<Response> {
  const response = await fetch(url).catch(() => undefined);
  if (response?.ok) return response;
  throw missing(url.includes("/samples/") ? "image" : "model", reference);
}

function dataBytes(url: string): Uint8Array<ArrayBuffer> {
  const comma = url.indexOf(",");
  if (!/^data:image\/(png|jpeg|webp|gif|bmp|avif);base64$/.test(url.slice(0, comma))) throw missing("image", "data:");
  try {
    return Uint8Array.from(atob(url.slice(comma + 1)), (letter) => letter.charCodeAt(0));
  } catch {
    throw missing("image", "data:");
  }
}

function notHere(reference: string): Problem {
  const short = reference.slice(0, 60);
  const hash = hashIn(reference) ? { en: " with the hash that the graph gives", zh: "（哈希与图中所给一致的）" } : NONE;
  return problem(
    "model-not-here",
    { en: `The model "${short}"${hash.en} is not in this browser.`, zh: `此浏览器中没有模型“${short}”${hash.zh}。` },
    isRemote(reference)
      ? {
          en: "“Models” says from where it would come and downloads it when you agree; or open it from your disk.",
          zh: "“模型”对话框会说明其来源，经您同意后下载；也可从本机打开。",
        }
      : {
          en: "Open the .onnx file and its card (.json) together, in “Models” or by dropping them here.",
          zh: "请在“模型”对话框中一起打开 .onnx 文件及其说明卡（.json），或拖放到此处。",
        },
  );
}

function pictureNotHere(reference: string): Problem {
  const short = reference.slice(0, 60);
  return problem(
    "picture-not-here",
    { en: `The picture "${short}" is not in this browser.`, zh: `此浏览器中没有图像“${short}”。` },
    { en: "Drop the file on the node again, or choose another.", zh: "请将该文件再次拖放到节点上，或另选一个。" },
  );
}

function missing(kind: "model" | "image", reference: string): UserError {
  const [en, zh] = kind === "model" ? ["model", "模型"] : ["image", "图像"];
  return new UserError(
    problem(
      `missing-${kind}`,
      { en: `The ${en} "${reference}" is not here.`, zh: `这里没有${zh}“${reference}”。` },
      { en: "Choose another one in the inspector.", zh: "请在检查器中另选一个。" },
    ),
  );
}
