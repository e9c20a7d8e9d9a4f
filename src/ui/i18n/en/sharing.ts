/** Words for saving and sharing, in English. */
export const sharingEn = {
  share: "Share",
  shareHint: "Copy a link, keep a copy in this browser, go back to an earlier state",
  copyLink: "Copy link",
  linkWeighs: (size: string) => `${size} link`,
  linkLong: (size: string) => `${size} link: too long for some chats, use a file`,
  linkCopied: (size: string) => `The link is copied (${size}). The whole graph is in it; nothing was uploaded.`,
  linkNotCopied: "The browser did not let the link be copied; it is in the address bar instead.",
  kept: (name: string) => `“${name}” is kept in this browser.`,
  restore: "Saved graphs …",
  restoreHint: "Named copies, other documents, and earlier states of this one",
  models: "Models …",
  modelsHint: "Open, download and remove networks",
  pytorch: "Save as Python",
  pytorchHint: "One file of PyTorch and NumPy, for a network of your own",
  notebook: "Save as Jupyter notebook",
  notebookHint: "The same code, a cell per stage under its equation",
};
