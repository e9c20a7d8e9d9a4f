const SIGNS: Readonly<Record<string, string>> = {
  ArrowLeft: "←",
  ArrowRight: "→",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Period: ".",
  Comma: ",",
  BracketLeft: "[",
  BracketRight: "]",
  Delete: "Del",
  Escape: "Esc",
  Control: "Ctrl",
};
const MAC: Readonly<Record<string, string>> = { $mod: "⌘", Shift: "⇧", Alt: "⌥", Control: "⌃", Meta: "⌘" };

/** Keys as they stand on a keyboard: `Ctrl+Shift+Z`, on a Mac `⌘⇧Z`. */
export function keyLabel(keys: string, mac = isMac()): string {
  const parts = keys.split(/\b\+/).map((part) => {
    if (mac && MAC[part] !== undefined) return MAC[part];
    if (part === "$mod") return "Ctrl";
    const name = SIGNS[part] ?? part.replace(/^(Key|Digit)/, "");
    return name.length === 1 ? name.toUpperCase() : name;
  });
  return parts.join(mac ? "" : "+");
}

function isMac(): boolean {
  return typeof navigator === "object" && /Mac|iP(hone|ad|od)/.test(navigator.platform);
}
