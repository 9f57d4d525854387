import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "@/ui/toast";
import { clipOf, clipText, parseClip, paste } from "../actions/clipboard";
import { aboutOf, commands, pressed, removeSelection, usable, type Reach } from "../commands";

const FIELD = "input, textarea, select, [contenteditable=true], [role=textbox], .cm-editor";

const inField = (target: EventTarget | null): boolean => target instanceof Element && target.closest(FIELD) !== null;
const inDialog = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest("[role=dialog], [role=alertdialog], [role=menu]") !== null;
/** The graph has the focus, or nothing has. */
const onGraph = (target: EventTarget | null): boolean =>
  target === document.body || (target instanceof Element && target.classList.contains("canvas"));

/** One listener for every command; a text field keeps its keys. */
export function useShortcuts(reach: Reach) {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
      if (inField(event.target) || inDialog(event.target)) return;
      const state = reach.store.getState();
      const command = commands.find((one) => one.keys.some((key) => pressed(key, event)));
      if (!command?.run || (command.local === true && !onGraph(event.target))) return;
      if (!usable(command, state)) {
        // The browser's own meaning of these keys would surprise here.
        if (event.ctrlKey || event.metaKey) event.preventDefault();
        return;
      }
      event.preventDefault();
      command.run(reach);
    };
    addEventListener("keydown", onKeyDown);
    return () => {
      removeEventListener("keydown", onKeyDown);
    };
  }, [reach]);
}

/** Copy, cut and paste by the clipboard of the system, so that they work across apps and tabs. */
export function useClipboard(reach: Reach) {
  const { t } = useTranslation("editor");
  useEffect(() => {
    const { store } = reach;
    const idle = (event: ClipboardEvent): boolean =>
      !inField(event.target) && !inDialog(event.target) && (getSelection()?.isCollapsed ?? true);
    const onCopy = (event: ClipboardEvent) => {
      const source = idle(event) ? textOfSelection(reach) : null;
      if (source === null) return;
      event.clipboardData?.setData("text/plain", source);
      event.preventDefault();
      if (event.type === "cut" && !store.getState().readOnly) removeSelection(reach);
    };
    const onPaste = (event: ClipboardEvent) => {
      if (inField(event.target) || inDialog(event.target)) return;
      const done = pasteText(reach, event.clipboardData?.getData("text/plain") ?? "");
      if (done) event.preventDefault();
      else if (!store.getState().readOnly && onGraph(event.target)) toast.info(t("pasteNothing"));
    };
    document.addEventListener("copy", onCopy);
    document.addEventListener("cut", onCopy);
    document.addEventListener("paste", onPaste);
    return () => {
      document.removeEventListener("copy", onCopy);
      document.removeEventListener("cut", onCopy);
      document.removeEventListener("paste", onPaste);
    };
  }, [reach, t]);
}

export function textOfSelection({ store }: Pick<Reach, "store">): string | null {
  const { content, document, selection } = store.getState();
  const clip = clipOf(content, document, selection);
  return clip.nodes.length === 0 ? null : clipText(clip);
}

/** Paste a text; false when it holds no nodes or nothing may be changed. */
export function pasteText(reach: Pick<Reach, "store" | "here" | "count">, source: string): boolean {
  const clip = parseClip(source);
  const { readOnly, edit, document } = reach.store.getState();
  if (!clip || readOnly) return false;
  let made: string[] = [];
  const about =
    clip.nodes.length === 1 ? titleOf(clip.nodes[0]) : aboutOf(document, clip.nodes.map(String), reach.count);
  edit(
    "paste",
    paste(clip, reach.here(), (ids) => (made = ids)),
    { about },
  );
  reach.store.getState().selectAll(made);
  return true;
}

const titleOf = (node: Record<string, unknown> | undefined): string => {
  const data = node?.["data"];
  return typeof data === "object" && data !== null && "title" in data ? String(data.title) : "";
};
