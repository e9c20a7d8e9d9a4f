/** Watches how many pixels of the device a canvas covers. */
export class PixelSize {
  private readonly canvas: HTMLCanvasElement;
  private readonly observer: ResizeObserver;

  /** @param changed is told width and height in device pixels, and how many of them a CSS pixel has. */
  constructor(canvas: HTMLCanvasElement, changed: (width: number, height: number, pixelRatio: number) => void) {
    this.canvas = canvas;
    this.observer = new ResizeObserver(([entry]) => {
      const box = entry?.devicePixelContentBoxSize?.[0];
      const [width, height] = [canvas.clientWidth * devicePixelRatio, canvas.clientHeight * devicePixelRatio];
      if (width === 0 || height === 0) return;
      // The exact number of pixels is told only by the box, but not where a pixel ratio is emulated.
      const exact = box && Math.abs(box.inlineSize - width) < 2 && Math.abs(box.blockSize - height) < 2;
      changed(exact ? box.inlineSize : Math.round(width), exact ? box.blockSize : Math.round(height), devicePixelRatio);
    });
    this.start();
  }

  start(): void {
    try {
      this.observer.observe(this.canvas, { box: "device-pixel-content-box" });
    } catch {
      this.observer.observe(this.canvas); // Safari knows only CSS pixels.
    }
  }

  stop(): void {
    this.observer.disconnect();
  }
}
