import { MaskHistory } from "./mask-history.ts";
import { boxOf, ellipse, LARGEST_BRUSH, rectangle, stroke, type Ink, type Mask, type Point } from "./mask.ts";

export const TOOLS = ["brush", "eraser", "rectangle", "ellipse"] as const;
export type Tool = (typeof TOOLS)[number];

/** A stroke or shape that is being drawn. */
interface Draft {
  readonly start: Point;
  readonly last: Point;
  readonly ink: Ink;
  readonly mask: Mask;
}

/** What a painter knows and does, without anything of the screen: pointer and keyboard both lead here. */
export class Painter {
  tool: Tool = "brush";
  /** What the brush and the shapes paint; the eraser paints the other. */
  ink: Ink = 0;
  size = 6;
  /** Middle of the pixel over which the brush stands. */
  cursor: Point;
  private readonly history: MaskHistory;
  private draft: Draft | undefined;

  constructor(mask: Mask) {
    this.history = new MaskHistory(mask);
    this.cursor = { x: Math.floor(mask.width / 2) + 0.5, y: Math.floor(mask.height / 2) + 0.5 };
    this.size = Math.max(1, Math.round(mask.width / 10));
  }

  /** As it is seen: with what is being drawn. */
  get mask(): Mask {
    return this.draft?.mask ?? this.history.mask;
  }

  get drawing(): boolean {
    return this.draft !== undefined;
  }

  get canUndo(): boolean {
    return this.history.canUndo;
  }

  get canRedo(): boolean {
    return this.history.canRedo;
  }

  /** @param erase paints the other ink, whatever the tool. */
  begin(at: Point, erase = false): void {
    const other = this.tool === "eraser" || erase;
    const ink: Ink = other ? (this.ink === 0 ? 1 : 0) : this.ink;
    this.cursor = at;
    this.draft = { start: at, last: at, ink, mask: this.history.mask };
    this.move(at);
  }

  move(at: Point): void {
    this.cursor = at;
    const { draft } = this;
    if (!draft) return;
    const { start, last, ink } = draft;
    let mask: Mask;
    if (this.tool === "rectangle") mask = rectangle(this.history.mask, boxOf(start, at), ink);
    else if (this.tool === "ellipse") mask = ellipse(this.history.mask, boxOf(start, at), ink);
    else mask = stroke(draft.mask, last, at, this.size, ink);
    this.draft = { ...draft, last: at, mask };
  }

  /** Ends a stroke or shape: one entry to undo. */
  end(): void {
    if (this.draft) this.history.take(this.draft.mask);
    this.draft = undefined;
  }

  /** Leaves what is being drawn. */
  abandon(): void {
    this.draft = undefined;
  }

  /** Takes another mask as one entry to undo. */
  take(mask: Mask): void {
    this.abandon();
    this.history.take(mask);
  }

  undo(): void {
    this.abandon();
    this.history.undo();
  }

  redo(): void {
    this.abandon();
    this.history.redo();
  }

  resize(size: number): void {
    if (Number.isFinite(size)) this.size = Math.min(LARGEST_BRUSH, Math.max(1, Math.round(size)));
  }

  /** Moves the brush by whole pixels, drawing when it is down, and keeps it in the picture. */
  nudge(dx: number, dy: number): void {
    const { width, height } = this.mask;
    const clamp = (value: number, most: number): number => Math.min(most - 0.5, Math.max(0.5, value));
    const at = { x: Math.floor(this.cursor.x) + 0.5 + dx, y: Math.floor(this.cursor.y) + 0.5 + dy };
    this.move({ x: clamp(at.x, width), y: clamp(at.y, height) });
  }
}
