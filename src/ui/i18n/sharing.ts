/** Words for saving and sharing, in English; `sharing-zh.ts` has the same in Chinese. */
export const sharingEn = {
  share: "Share",
  shareHint: "Copy a link, keep a copy in this browser, go back to an earlier state",
  copyLink: "Copy link",
  linkWeighs: (size: string) => `${size} link`,
  linkLong: (size: string) => `${size} link: too long for some chats, use a file`,
  linkCopied: (size: string) => `The link is copied (${size}). The whole graph is in it; nothing was uploaded.`,
  linkNotCopied: "The browser did not let the link be copied; it is in the address bar instead.",
  copyName: "Name of the copy",
  keep: "Keep",
  kept: (name: string) => `“${name}” is kept in this browser.`,
  restore: "Saved graphs …",
  restoreHint: "Named copies, other documents, and earlier states of this one",
  models: "Models …",
  modelsHint: "Open, download and remove networks",
  close: "Close",
  foreignTitle: "Open this graph?",
  foreignFrom: {
    link: "From a link.",
    file: "From a file.",
    picture: "From inside a picture.",
    clipboard: "From the clipboard.",
    page: "From the page around the editor.",
  },
  foreignNodes: (nodes: string, wires: string) => `${nodes} nodes, ${wires} wires`,
  foreignCalls: (calls: string) => `${calls} network calls when it is run`,
  foreignCallsAtLeast: (calls: string) => `at least ${calls} network calls when it is run`,
  foreignNoCalls: "It cannot be run as it is; the problems are listed once it is open.",
  foreignCounting: "Counting the network calls …",
  foreignUnknown: (types: string) =>
    `Node types that are not known here: ${types}. They keep their place, params and wires.`,
  foreignNotes: (count: number) =>
    count === 1
      ? "One part of it does not belong to a graph and is left out."
      : `${count} parts of it do not belong to a graph and are left out.`,
  foreignPictures: (count: number) =>
    count === 1 ? "One picture travels inside it." : `${count} pictures travel inside it.`,
  foreignModel: "Model",
  modelBundled: (name: string) => `${name}, which comes with this editor`,
  modelFile: (name: string) => `${name}, a file that you will be asked for`,
  modelFrom: (name: string, host: string) => `${name} from ${host}`,
  modelElse: (name: string) => `${name}, which is not known here`,
  modelNone: "none",
  foreignPromise: "Nothing of it is fetched or run before you agree. What is open now can be had back with Undo.",
  foreignOpen: "Open this graph",
  foreignLeave: "Leave it",
  documents: "Saved graphs",
  documentsEmpty: "Nothing is saved in this browser yet. Every change is saved by itself from the first one on.",
  points: "Earlier states of this graph",
  copies: "Named copies",
  others: "Other documents",
  openThis: "Open",
  remove: "Remove",
  nodesOf: (nodes: string) => `${nodes} nodes`,
};

type Widened<T> = T extends string
  ? string
  : T extends (...args: infer A) => string
    ? (...args: A) => string
    : { readonly [K in keyof T]: Widened<T[K]> };

export type SharingWords = Widened<typeof sharingEn>;
