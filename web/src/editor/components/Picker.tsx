import { Search } from "lucide-react";
import {
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from "react";
import { useTranslation } from "react-i18next";
import { langOf } from "@/nodes/registry";
import { cn } from "@/ui/cn";
import { Segmented } from "@/ui/Tabs";
import { choices, found, type Choice } from "../actions/choices";
import { change, insert } from "../actions/insert";
import { useEditor, useEditorStore } from "../context";
import type { Raw } from "../raw";
import { useAppMode } from "../useNode";
import type { PickerRequest } from "../view";
import { FamilyIcon } from "./Card";
import { usePickerTools } from "./pickerTools";

const WIDTH = 320;
const HEIGHT = 440;

/** One line of the picker, whatever it adds. */
interface Row {
  key: string;
  group: string;
  name: string;
  help: string;
  icon: ReactNode;
  reason: string | null;
  type: string;
  extra: Raw & { title?: string };
}

/** Chooses what is added; search first, everything by keyboard. */
export function Picker() {
  const request = useEditor((state) => state.view.picker);
  return request ? <Open key={`${request.at.x} ${request.at.y}`} request={request} /> : null;
}

function Open({ request }: { request: PickerRequest }) {
  const { t } = useTranslation("editor");
  const store = useEditorStore();
  const [tab, setTab] = useState<"nodes" | "tools">("nodes");
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const frame = useRef<HTMLDivElement>(null);
  const list = useId();
  const rows = useRows(request, tab, query);
  const first = rows.findIndex((row) => row.reason === null);
  const active = Math.min(at === 0 ? Math.max(0, first) : at, Math.max(0, rows.length - 1));
  const close = () => {
    store.getState().setView({ picker: null });
    document.querySelector<HTMLElement>(".canvas")?.focus({ preventScroll: true });
  };
  const { i18n } = useTranslation();
  const choose = (row: Row | undefined) => {
    if (!row || row.reason !== null) return;
    close();
    const lang = langOf(i18n.language);
    if (request.replace === undefined) insert(store, row.type, request.spot, lang, row.extra);
    else change(store, request.replace, row.type, lang, row.extra);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) {
      let next = active;
      do next += step;
      while (rows[next] && rows[next]?.reason !== null);
      if (rows[next]) setAt(next);
    } else if (event.key === "Enter") choose(rows[active]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  useLayoutEffect(() => {
    frame.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active, query, tab]);
  useEffect(() => {
    const outside = (event: PointerEvent) => {
      if (!frame.current?.contains(event.target as Node)) store.getState().setView({ picker: null });
    };
    addEventListener("pointerdown", outside, true);
    return () => removeEventListener("pointerdown", outside, true);
  }, [store]);
  const left = Math.max(8, Math.min(request.at.x, innerWidth - WIDTH - 8));
  const top = Math.max(8, Math.min(request.at.y, innerHeight - HEIGHT - 8));
  return (
    // Keys reach the list from the search field that stands in it.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      ref={frame}
      role="dialog"
      aria-label={t(request.replace === undefined ? "picker.title" : "picker.change")}
      className="fixed z-40 flex animate-fade flex-col overflow-hidden rounded-card border bg-surface shadow-float"
      style={{ left, top, width: WIDTH, maxHeight: Math.min(HEIGHT, innerHeight - 16) }}
      onKeyDown={onKeyDown}
    >
      <div className="flex flex-col gap-2 border-b border-line p-2">
        <label className="flex h-8 items-center gap-2 rounded-control border border-line-strong/60 px-2 focus-within:border-accent">
          <Search size={14} aria-hidden className="text-fg-3" />
          <input
            autoFocus
            role="combobox"
            aria-expanded
            aria-controls={list}
            aria-activedescendant={rows[active] ? `${list}-${active}` : undefined}
            aria-label={t("picker.search")}
            placeholder={t("picker.search")}
            className="min-w-0 flex-1 bg-transparent text-base outline-none"
            value={query}
            onChange={(event) => {
              setQuery(event.target.value);
              setAt(0);
            }}
          />
        </label>
        <Segmented
          label={t("picker.title")}
          value={tab}
          onValueChange={(value) => {
            setTab(value);
            setAt(0);
          }}
          options={[
            { value: "nodes", label: t("picker.nodes") },
            { value: "tools", label: t("picker.tools") },
          ]}
        />
      </div>
      <div id={list} role="listbox" aria-label={t("picker.title")} className="min-h-0 flex-1 overflow-y-auto p-1">
        {rows.length === 0 && <p className="px-3 py-6 text-center text-base text-fg-3">{t("picker.nothing")}</p>}
        {rows.map((row, index) => (
          <Item
            key={row.key}
            id={`${list}-${index}`}
            row={row}
            heading={query === "" && row.group !== rows[index - 1]?.group ? row.group : null}
            active={index === active}
            hover={() => setAt(index)}
            choose={() => choose(row)}
          />
        ))}
      </div>
      {rows[active] && (
        <p className="border-t border-line px-3 py-2 text-small text-fg-2">
          {rows[active].reason ?? rows[active].help}
        </p>
      )}
    </div>
  );
}

function useRows(request: PickerRequest, tab: "nodes" | "tools", query: string): Row[] {
  const { t, i18n } = useTranslation("editor");
  const document = useEditor((state) => state.document);
  const mode = useAppMode();
  const tools = usePickerTools()(tab === "tools");
  return useMemo(() => {
    if (tab === "tools") {
      const words = query.toLowerCase().split(/\s+/).filter(Boolean);
      return tools
        .filter((tool) =>
          words.every((word) => `${tool.group} ${tool.name} ${tool.search}`.toLowerCase().includes(word)),
        )
        .map((tool) => ({ ...tool, reason: null, type: "tool", extra: { ...tool.data, title: tool.name } }));
    }
    const { replace } = request;
    const all = choices(document, request.spot, mode, i18n.language, replace);
    return found(all, query).map((one: Choice) => ({
      key: one.type,
      group: t(`group.${one.group}`),
      name: one.name,
      help: one.help,
      icon: <FamilyIcon type={one.type} size={20} />,
      reason: one.blocked === null ? null : t(`blocked.${one.blocked}`),
      type: one.type,
      extra: {},
    }));
  }, [tab, query, tools, document, request, mode, t, i18n.language]);
}

interface ItemProps {
  id: string;
  row: Row;
  heading: string | null;
  active: boolean;
  hover: () => void;
  choose: () => void;
}

function Item({ id, row, heading, active, hover, choose }: ItemProps) {
  return (
    <>
      {heading !== null && (
        <div role="presentation" className="px-2 pt-2 pb-1 text-meta font-medium text-fg-3">
          {heading}
        </div>
      )}
      {/* The search field has the focus and the keys; the mouse chooses directly. */}
      {/* eslint-disable-next-line jsx-a11y/click-events-have-key-events */}
      <div
        id={id}
        role="option"
        tabIndex={-1}
        aria-selected={active}
        aria-disabled={row.reason !== null || undefined}
        draggable={row.reason === null}
        onDragStart={(event) => {
          event.dataTransfer.setData("application/x-tenon-node", JSON.stringify({ type: row.type, extra: row.extra }));
          event.dataTransfer.effectAllowed = "copy";
        }}
        onPointerMove={active ? undefined : hover}
        onClick={choose}
        className={cn(
          "flex h-8 cursor-pointer items-center gap-2 rounded-control px-2 text-base select-none",
          active && "bg-hover",
          row.reason !== null && "cursor-not-allowed text-fg-disabled",
        )}
      >
        {row.icon}
        <span className="min-w-0 flex-1 truncate">{row.name}</span>
      </div>
    </>
  );
}
