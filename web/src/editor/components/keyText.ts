const MAC = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.platform);

/** A key combination as it is printed on this machine's keyboard. */
export function keyText(keys: string): string {
  const names: Record<string, string> = MAC
    ? { Mod: "⌘", Shift: "⇧", Alt: "⌥", Delete: "⌦", Backspace: "⌫", Escape: "Esc" }
    : { Mod: "Ctrl", Escape: "Esc" };
  const plus = keys.endsWith("++");
  const parts = (plus ? keys.slice(0, -2) : keys).split("+").filter(Boolean);
  return [...parts, ...(plus ? ["+"] : [])].map((part) => names[part] ?? part).join(MAC ? "" : "+");
}
