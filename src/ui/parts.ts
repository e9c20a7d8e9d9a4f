/** Parts of the editor that are fetched when they are first asked for: most readers never paint, crop or share. */
const loaders = {
  "repaint-inspector": () => import("./components/node-inspector.ts"),
  "repaint-outline": () => import("./components/outline-tree.ts"),
  "repaint-mask-painter": () => import("./components/mask-painter.ts"),
  "repaint-window": () => import("./components/window-chooser.ts"),
  "repaint-crop": () => import("./components/crop-frame.ts"),
  "repaint-gallery": () => import("./components/gallery.ts"),
  "repaint-command-palette": () => import("./components/command-palette.ts"),
  "repaint-exactness": () => import("./laboratory/exactness-dialog.ts"),
  "repaint-study": () => import("./study/study-dialog.ts"),
  "repaint-consent": () => import("./share/consent-dialog.ts"),
  "repaint-documents": () => import("./storage/documents-dialog.ts"),
};
type LatePart = keyof typeof loaders;

/** Fetches a part; its element, where it stands in the page already, comes to life with what it has been given. */
export async function load(name: LatePart): Promise<void> {
  await loaders[name]();
}

/** An element of a part, once that is there. */
export async function partOf<K extends LatePart & keyof HTMLElementTagNameMap>(
  root: ParentNode,
  name: K,
): Promise<HTMLElementTagNameMap[K] | null> {
  await load(name);
  return root.querySelector(name);
}
