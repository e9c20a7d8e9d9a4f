/** Where the arrows go on a picture, x to the right and y down. */
export const ARROWS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Where a pointer is in an element that shows a picture of this many pixels. */
export function placeIn(
  element: Element | null | undefined,
  { clientX, clientY }: MouseEvent,
  width: number,
  height: number,
): { readonly x: number; readonly y: number } {
  const area = element?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
  return { x: ((clientX - area.left) / area.width) * width, y: ((clientY - area.top) / area.height) * height };
}
