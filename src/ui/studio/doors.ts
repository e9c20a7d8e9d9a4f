import { looksForeign } from "../../runtime/graph/foreign.ts";
import type { CodeForm } from "../engine/messages.ts";
import { chooseFiles, saveFile } from "../files.ts";
import { looksLikeLesson } from "../lesson/looks-like.ts";
import type { Desk } from "../share/desk.ts";
import { looksLikeGraph } from "../share/sharing.ts";
import type { Studio } from "../studio.ts";

/** What comes into an editor and leaves it: files that are chosen, dropped, pasted and saved. */
export class Doors {
  private readonly studio: Studio;
  private readonly desk: Desk;

  constructor(studio: Studio, desk: Desk) {
    this.studio = studio;
    this.desk = desk;
  }

  /** Takes what is dropped and pasted: by an editor that is a page, also what nothing in the page has the focus for. */
  open(host: HTMLElement, signal: AbortSignal): void {
    host.addEventListener("dragover", (e) => e.preventDefault(), { signal });
    host.addEventListener("drop", (e) => this.drop(e), { signal });
    host.addEventListener("paste", (e) => void this.paste(e), { signal });
    if (!this.desk.isPage) return;
    document.addEventListener("paste", (e) => e.target === document.body && void this.paste(e), { signal });
  }

  /** Lets choose graphs, models or pictures to open. */
  async choose(kinds: "all" | "pictures"): Promise<void> {
    const chosen =
      kinds === "all"
        ? await chooseFiles(".json,.yml,.yaml,.png,.npy,.onnx,.data,.bin,image/*", true)
        : await chooseFiles("image/*,.npy");
    await this.studio.files.open(chosen);
  }

  saveGraph(): void {
    saveFile(this.studio.files.graph());
  }

  async savePicture(): Promise<void> {
    const file = await this.studio.files.picture();
    if (file) saveFile(file);
  }

  async saveValues(): Promise<void> {
    const file = await this.studio.files.values();
    if (file) saveFile(file);
  }

  async saveCode(form: CodeForm): Promise<void> {
    const file = await this.studio.files.code(form);
    if (file) saveFile(file);
  }

  /** Lets choose the picture of a param. */
  async choosePicture(node: string, param: string): Promise<void> {
    const [file] = await chooseFiles("image/*,.npy");
    if (file) await this.studio.files.setPicture(file, node, param);
  }

  private async paste(event: ClipboardEvent): Promise<void> {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!event.defaultPrevented && looksLikeLesson(text)) {
      event.preventDefault();
      return await this.studio.files.lesson(text, "clipboard");
    }
    if (!event.defaultPrevented && (looksLikeGraph(text) || looksForeign(text))) {
      event.preventDefault();
      return await this.desk.sharing.proposeText(text, "clipboard");
    }
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    await this.studio.files.open(files);
  }

  private drop(event: DragEvent): void {
    event.preventDefault();
    void this.studio.files.open([...(event.dataTransfer?.files ?? [])]);
  }
}
