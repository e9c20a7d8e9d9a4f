import type { GraphFile } from "../../runtime/graph/format.ts";
import { serializeGraph } from "../../runtime/graph/parse.ts";
import type { Registry } from "../../runtime/node.ts";
import type { Problem } from "../../runtime/problem.ts";
import type { Language } from "../../runtime/text.ts";
import { fileName } from "../files.ts";
import type { EngineClient } from "../engine/client.ts";
import type { CodeForm } from "../engine/messages.ts";
import { drawnFaces } from "../../nodes/drawn-faces.ts";
import { withPasteBack } from "../../nodes/own-picture.ts";
import { all, type Edit } from "../edits.ts";
import type { OpenedGraph } from "../open-file.ts";
import type { ChosenPicture, Cut } from "../own-image.ts";
import type { PictureStore } from "../storage/picture-store.ts";
import { besideGraph } from "../paint/beside-graph.ts";
import { isPaintable, setChoice } from "../paint/paintable.ts";
import type { Checks } from "./checks.ts";
import type { Runs } from "./runs.ts";

/** The editor, as its files see it. */
interface Filed {
  readonly graph: GraphFile;
  readonly registry: Registry;
  readonly language: Language;
  readonly checks: Checks;
  readonly runs: Runs;
  readonly notices: readonly Problem[];
  show(graph: GraphFile, notes: readonly Problem[], forget: boolean): void;
  readonly engine: EngineClient | undefined;
  edit(edit: Edit): void;
  guarded<T>(work: () => Promise<T>): Promise<T | undefined>;
  say(text: string): void;
  tell(problems: readonly Problem[]): void;
}

/** What goes in and out of one editor as files: graphs, pictures, models. */
export class Files {
  private readonly editor: Filed;
  private pictures: PictureStore | undefined;
  /** The picture that was chosen last, as the graph names it, and what of it was taken. */
  private taken: { readonly reference: string; readonly cut: Cut } | undefined;

  constructor(editor: Filed) {
    this.editor = editor;
  }

  /** A picture file cut to a size, or whole; undefined when the reader gives it up. The element asks the reader. */
  cropped = async (file: File, width: number, height: number): Promise<ChosenPicture | undefined> =>
    (await import("../own-image.ts")).croppedPicture(file, width, height);

  /** What is done with a graph from outside; the element asks the reader first. */
  foreign = ({ graph, notes }: OpenedGraph, _from: "file" | "picture" | "clipboard"): void =>
    this.editor.show(graph, notes, false);

  /** What is done with a lesson's text; the element asks the reader, and plays it. */
  lesson = (_text: string, _from: "file" | "clipboard"): Promise<void> => Promise.resolve();

  /** What is done with the files of a model; the element keeps them. */
  modelFiles = (_files: readonly File[], _node?: string): Promise<void> => Promise.resolve();

  /** Opens what was chosen, dropped or pasted: a graph, or a picture for the graph. */
  async open(files: readonly File[], node?: string): Promise<void> {
    const { editor } = this;
    const [file] = files;
    if (!file) return;
    await editor.guarded(async () => {
      const { foreignNote, isLessonFile, isOfModel, isPicture, lessonText, noPlace, readGraph } =
        await import("../open-file.ts");
      if (await isLessonFile(file)) return await this.lesson(await lessonText(file), "file");
      if ((await Promise.all(files.map(isOfModel))).some(Boolean)) return await this.modelFiles(files, node);
      const opened = await readGraph(file, editor.registry);
      if (opened) return this.foreign(opened, file.type.startsWith("image/") ? "picture" : "file");
      const places = this.placesOf(files.filter(isPicture), node);
      if (places.length === 0) return editor.tell([noPlace()]);
      const notes: Problem[] = [];
      for (const [one, { id, param }] of places) notes.push(...(await this.placePicture(one, id, param)));
      const note = await foreignNote(file);
      if (note) notes.unshift(note);
      this.note(notes);
    });
  }

  /**
   * Where dropped pictures go: the one that is dropped on a mask, or that comes with a picture and is called a mask or
   * comes second, is the mask; any other the picture.
   */
  private placesOf(files: readonly File[], node: string | undefined): readonly (readonly [File, Place])[] {
    const { editor } = this;
    const { nodes } = editor.graph;
    const on = nodes.filter(({ id }) => id === node);
    const find = (name: (type: string) => string | undefined, among: typeof nodes): Place | undefined => {
      for (const { id, type } of among) {
        const param = name(type);
        if (param !== undefined) return { id, param };
      }
      return undefined;
    };
    const picture = find(this.pictureParam, [...on, ...nodes]);
    const mask = find(this.maskParam, [...on, ...nodes]);
    const [first] = files;
    if (files.length < 2 || !picture || !mask) {
      const place = find((type) => this.pictureParam(type) ?? this.maskParam(type), on) ?? picture;
      return first && place ? [[first, place]] : [];
    }
    const called = files.find(({ name }) => /mask|hole|掩码|遮罩/i.test(name)) ?? files[1];
    const other = files.find((file) => file !== called);
    return called && other
      ? [
          [other, picture],
          [called, mask],
        ]
      : [];
  }

  /**
   * Puts a picture file into a param, cut to the model's size; whole, the graph crops to its hole and pastes it back. A mask of its
   * picture's size goes the way that the picture went, and nobody is asked.
   */
  async setPicture(file: File, node: string, param: string): Promise<void> {
    await this.editor.guarded(async () => {
      this.note(await this.placePicture(file, node, param));
    });
  }

  /** Says what is to be said of a picture, beside what stays true of before. */
  private note(notes: readonly Problem[]): void {
    const news = new Set(notes.map(({ code }) => code));
    const before = this.editor.notices.filter(({ code }) => STAYING.has(code) && !news.has(code));
    this.editor.tell([...notes, ...before]);
  }

  /** @returns what is to be said of it. */
  private async placePicture(file: File, node: string, param: string): Promise<readonly Problem[]> {
    const { editor } = this;
    const { registry } = editor;
    if (isArray(file)) {
      // Data are taken as they are: a part of them would mean something else.
      const { reference, notes } = await this.reference(file);
      editor.edit(setChoice(registry, node, param, reference));
      return notes;
    }
    const isMask = this.pictureParam(editor.graph.nodes.find(({ id }) => id === node)?.type ?? "") !== param;
    const chosen = isMask ? await this.chosenMask(file) : await this.chosen(file);
    if (!chosen) return [];
    const { reference, notes } = chosen.whole
      ? await this.reference(chosen.file)
      : { reference: chosen.url, notes: [] };
    if (!isMask) this.taken = { reference, cut: chosen.cut };
    const crops: Edit = (graph) => (chosen.whole && !isMask ? withPasteBack(graph, registry) : graph);
    editor.edit(all(setChoice(registry, node, param, reference), crops));
    const { width, height } = chosen.cut.of;
    const unsuited = isMask ? undefined : drawnFaces(editor.graph, height, width);
    return unsuited ? [...notes, unsuited] : notes;
  }

  private chosen(file: File): Promise<ChosenPicture | undefined> {
    const [height, width] = this.editor.checks.imageSize ?? [64, 64];
    return this.cropped(file, width, height);
  }

  private async chosenMask(file: File): Promise<ChosenPicture | undefined> {
    const { maskLike } = await import("../own-image.ts");
    const { taken } = this;
    const pictures = this.editor.graph.nodes.map(({ type, params }) => params[this.pictureParam(type) ?? ""]);
    const like = taken && pictures.includes(taken.reference) ? await maskLike(taken.cut, file) : undefined;
    if (like) return like;
    const chosen = await this.chosen(file);
    return chosen && (await maskLike(chosen.cut, file));
  }

  /** How the graph names a picture file, and what is said of that. A large one stays as it is, beside the graph, in this browser. */
  private async reference(file: File): Promise<{ readonly reference: string; readonly notes: readonly Problem[] }> {
    const { carried } = await import("../own-image.ts");
    const url = await carried(file);
    if (url !== undefined) return { reference: url, notes: [] };
    this.pictures ??= new (await import("../storage/picture-store.ts")).PictureStore();
    const { reference, kept } = await this.pictures.keep(file, Date.now());
    this.editor.engine?.picture(reference, file);
    return { reference, notes: [besideGraph(reference, file.size, kept)] };
  }

  /** The graph as its file. */
  graph(): File {
    const { graph, language } = this.editor;
    const name = fileName(graph.meta?.title?.[language] ?? "graph", "json");
    return new File([serializeGraph(graph)], name, { type: "application/json" });
  }

  /** The first result as PNG with its graph inside. */
  async picture(): Promise<File | undefined> {
    const { runs, graph } = this.editor;
    const [result] = runs.results;
    if (!result) return undefined;
    const { width, height, rgba } = result.raster;
    const canvas = new OffscreenCanvas(width, height);
    canvas.getContext("2d")?.putImageData(new ImageData(rgba, width, height), 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
    const { graphKeyword, writeText } = await import("../../runtime/png/text.ts");
    const png = await writeText(bytes, graphKeyword, serializeGraph(runs.graph ?? graph));
    return new File([new Uint8Array(png)], fileName(result.name, "png"), { type: "image/png" });
  }

  /** The numbers of the first result. */
  async values(): Promise<File | undefined> {
    const [result] = this.editor.runs.results;
    if (!result?.values) return undefined;
    const { arrayFile } = await import("../array-file.ts");
    return arrayFile(result.name, result.values);
  }

  /** The graph as a program that needs nothing of ours; undefined where it cannot be written, which is said. */
  async code(form: CodeForm): Promise<File | undefined> {
    const { graph, engine } = this.editor;
    const name = moduleName(graph.meta?.title?.en ?? "");
    const written = await engine?.write(graph, form, name);
    if (written?.text === undefined) return void this.editor.tell(written?.problems ?? []);
    return new File([written.text], fileName(name, ENDINGS[form]), { type: "text/plain" });
  }

  private readonly pictureParam = (type: string): string | undefined =>
    this.editor.registry.get(type)?.params.find((param) => param.kind === "image" && param.default !== "")?.name;

  private readonly maskParam = (type: string): string | undefined =>
    isPaintable(this.editor.registry.get(type)) ? "painted" : undefined;
}

const ENDINGS: Readonly<Record<CodeForm, string>> = { pytorch: "py", notebook: "ipynb" };

/** A name by which Python can import a file. */
function moduleName(title: string): string {
  const words = title.toLowerCase().match(/[a-z][a-z0-9]*/g) ?? ["sampler"];
  return words.join("_").slice(0, 60);
}

/** What stays true when another picture comes. */
const STAYING: ReadonlySet<string> = new Set(["drawn-faces", "picture-beside-graph", "not-saved"]);

const isArray = (file: File): boolean => /\.npy$/i.test(file.name);

/** A param of a node that takes a picture. */
interface Place {
  readonly id: string;
  readonly param: string;
}
