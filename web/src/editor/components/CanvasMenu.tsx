import { useTranslation } from "react-i18next";
import { langOf, nodeText, paletteOf } from "@/nodes/registry";
import type { MenuEntry } from "@/ui/Menu";
import { PointMenu } from "@/ui/PointMenu";
import { toast } from "@/ui/toast";
import { align, distribute, type Alignment } from "../actions/arrange";
import { disconnect } from "../actions/connect";
import { changeable } from "../actions/retype";
import { frameAt } from "../actions/shape";
import { wrap } from "../actions/wrap";
import { commandOf, usable, wayOnFrom, type CommandId, type Reach } from "../commands";
import { useEditor, useEditorStore } from "../context";
import { runsAlone } from "../inspect/alone";
import type { MenuTarget } from "../view";
import { absolute } from "../walk";
import { keyText } from "./keyText";
import { pasteText, textOfSelection } from "./useShortcuts";

/** What a right click offers. */
export function CanvasMenu({ reach }: { reach: Reach }) {
  const menu = useEditor((state) => state.view.menu);
  const store = useEditorStore();
  const { t } = useTranslation("editor");
  const entries = useEntries(reach, menu?.target ?? null, menu?.at ?? { x: 0, y: 0 });
  if (!menu) return null;
  return (
    <PointMenu
      key={`${menu.at.x} ${menu.at.y}`}
      at={menu.at}
      label={t("menu.label")}
      entries={entries}
      onClose={() => {
        store.getState().setView({ menu: null });
        document.querySelector<HTMLElement>(".canvas")?.focus({ preventScroll: true });
      }}
    />
  );
}

type At = { x: number; y: number };

function useEntries(reach: Reach, target: MenuTarget | null, at: At): MenuEntry[] {
  const store = useEditorStore();
  const selection = useEditor((state) => state.selection);
  const readOnly = useEditor((state) => state.readOnly);
  const { t } = useTranslation("editor");
  if (target === null) return [];
  const command = (id: CommandId, run?: () => void): MenuEntry => ({
    label: t(`command.${id}`),
    hint: keyText(commandOf(id).keys[0] ?? ""),
    danger: id === "remove",
    disabled: !usable(commandOf(id), store.getState()),
    onSelect: run ?? (() => commandOf(id).run?.(reach)),
  });
  const clipboard = (): MenuEntry[] => [
    command("copy", () => copy(reach)),
    ...(readOnly ? [] : [command("cut", () => cut(reach)), command("duplicate")]),
  ];
  if (target.kind === "edge") return readOnly ? [] : edgeEntries(reach, target.id, at, t);
  if (target.kind === "pane") {
    const adding: MenuEntry[] = [
      { label: t("menu.addHere"), hint: "A", onSelect: () => addHere(reach, target.point, at) },
      command("note"),
      {
        label: t("menu.pasteHere"),
        hint: keyText("Mod+V"),
        onSelect: () => void pasteHere(reach, target.point, t("pasteNothing")),
      },
      "separator",
    ];
    const viewing: MenuEntry[] = [
      command("selectAll"),
      ...(readOnly ? [] : [command("organize")]),
      command("fit"),
      command("sheet"),
    ];
    return [...(readOnly ? [] : adding), ...viewing];
  }
  if (selection.length > 1) {
    const arranging: MenuEntry[] = [
      "separator",
      { heading: t("menu.align") },
      ...ALIGNMENTS.map((how) => ({
        label: t(`menu.${how}`),
        onSelect: () => void store.getState().edit("align", align(selection, how)),
      })),
      {
        label: t("menu.distributeX"),
        disabled: selection.length < 3,
        onSelect: () => void store.getState().edit("align", distribute(selection, "x")),
      },
      {
        label: t("menu.distributeY"),
        disabled: selection.length < 3,
        onSelect: () => void store.getState().edit("align", distribute(selection, "y")),
      },
      command("organize"),
      "separator",
      ...wrapEntries(reach, t),
      "separator",
      command("remove"),
    ];
    return [
      { heading: t("menu.selected", { count: selection.length }) },
      ...clipboard(),
      ...(readOnly ? [] : arranging),
    ];
  }
  return nodeEntries(reach, target.id, at, readOnly, clipboard(), command, t);
}

type Say = ReturnType<typeof useTranslation<"editor">>["t"];

const ALIGNMENTS: readonly Alignment[] = ["left", "center", "right", "top", "middle", "bottom"];

function edgeEntries({ store }: Reach, id: string, at: At, t: Say): MenuEntry[] {
  return [
    {
      label: t("menu.insert"),
      onSelect: () => later(() => store.getState().setView({ picker: { at, spot: { kind: "on", edge: id } } })),
    },
    {
      label: t("menu.disconnect"),
      danger: true,
      onSelect: () => void store.getState().edit("disconnect", disconnect([id])),
    },
  ];
}

function nodeEntries(
  reach: Reach,
  id: string,
  at: At,
  readOnly: boolean,
  clipboard: MenuEntry[],
  command: (id: CommandId) => MenuEntry,
  t: Say,
): MenuEntry[] {
  const { store } = reach;
  const node = store.getState().document.nodes[id];
  const handle = wayOnFrom(store.getState().document, id);
  const open: MenuEntry[] =
    node?.kind === "note" ? [] : [{ label: t("menu.open"), hint: "Enter", onSelect: () => store.getState().open(id) }];
  if (readOnly) return [...open, ...clipboard];
  const step = runsAlone(node?.type ?? "") ? [command("step")] : [];
  const after: MenuEntry[] =
    handle === null
      ? []
      : [
          {
            label: t("menu.addAfter"),
            hint: "A",
            onSelect: () =>
              later(() => store.getState().setView({ picker: { at, spot: { kind: "after", source: id, handle } } })),
          },
        ];
  const wrapping = node?.kind === "note" || node?.type === "start" ? [] : wrapEntries(reach, t);
  return [
    ...open,
    ...step,
    ...after,
    {
      ...(command("rename") as Exclude<MenuEntry, string>),
      onSelect: () => later(() => store.getState().setView({ renaming: id })),
    } as MenuEntry,
    ...(changeable(node)
      ? [
          {
            ...(command("retype") as Exclude<MenuEntry, string>),
            onSelect: () => later(() => commandOf("retype").run?.(reach)),
          } as MenuEntry,
        ]
      : []),
    "separator",
    ...clipboard,
    ...(wrapping.length > 0 ? ["separator" as const, ...wrapping] : []),
    "separator",
    command("remove"),
  ];
}

function wrapEntries({ store, language }: Reach, t: Say): MenuEntry[] {
  return (["iteration", "loop"] as const).map((type) => ({
    label: t(type === "loop" ? "menu.wrapLoop" : "menu.wrapIteration"),
    onSelect: () => {
      const title = nodeText(type, langOf(language)).name;
      const frame = { type, title, data: structuredClone(paletteOf[type]?.data ?? {}) };
      let made: string | null = null;
      store.getState().edit(
        "wrap",
        wrap(store.getState().selection, frame, (id) => (made = id)),
        { about: title },
      );
      if (made !== null) store.getState().select(made);
    },
  }));
}

/** After the menu has gone and given its focus back. */
const later = (run: () => void): void => void setTimeout(run, 0);

function addHere({ store }: Reach, point: At, at: At): void {
  const { document } = store.getState();
  const frame = frameAt(document, point, new Set());
  const corner = frame ? absolute(document, frame.id) : { x: 0, y: 0 };
  const spot = { kind: "at" as const, parent: frame?.id ?? null, x: point.x - corner.x, y: point.y - corner.y };
  later(() => store.getState().setView({ picker: { at, spot } }));
}

function copy(reach: Reach): void {
  const source = textOfSelection(reach);
  if (source !== null) void navigator.clipboard.writeText(source);
}

function cut(reach: Reach): void {
  copy(reach);
  commandOf("remove").run?.(reach);
}

async function pasteHere(reach: Reach, point: At, nothing: string): Promise<void> {
  const source = await navigator.clipboard.readText().catch(() => "");
  if (!pasteText({ ...reach, here: () => point }, source)) toast.info(nothing);
}
