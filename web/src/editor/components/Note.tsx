import type { NodeProps } from "@xyflow/react";
import { NodeToolbar, Position } from "@xyflow/react";
import { memo, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { changeNote, THEMES } from "../actions/note";
import { useEditor, useEditorStore } from "../context";
import type { DocNode } from "../graph";
import { noteMarkdown, readNote, writeNote, type NoteSpan } from "../note";
import { text as asText } from "../raw";
import type { FlowNode } from "./flow";
import { useSizing } from "./useSizing";

/** A sticky note; it never runs and lies below the nodes. */
export const Note = memo(function Note({ id }: NodeProps<FlowNode>) {
  const node = useEditor((state) => state.document.nodes[id]);
  const selected = useEditor((state) => state.selection.includes(id));
  const editing = useEditor((state) => state.view.renaming === id && !state.readOnly);
  const alone = useEditor((state) => state.selected === id && state.selection.length === 1 && !state.readOnly);
  const sizing = useSizing(id, { width: 160, height: 88 });
  if (!node) return null;
  const author = node.data["showAuthor"] === true ? asText(node.data["author"]) : "";
  return (
    <div
      className="nd-sticky"
      data-selected={selected || undefined}
      data-theme-color={asText(node.data["theme"]) || "blue"}
      style={sizing.size ?? { width: node.width, height: node.height }}
    >
      {alone && <Tools node={node} />}
      {editing ? <Writing node={node} /> : <Reading stored={node.data["text"]} />}
      {author !== "" && <div className="nd-sticky-author">{author}</div>}
      {sizing.grip}
    </div>
  );
});

function Reading({ stored }: { stored: unknown }) {
  const blocks = useMemo(() => readNote(stored), [stored]);
  return (
    <div className="nd-sticky-text">
      {blocks.map((block, index) => (
        <p key={index} data-kind={block.kind}>
          {block.kind === "item" && <span className="nd-bullet">{block.ordered ? `${block.index}.` : "•"}</span>}
          {block.spans.map((span, at) => (
            <Span key={at} span={span} />
          ))}
        </p>
      ))}
    </div>
  );
}

/** The text as light Markdown; what was not touched is stored as it was. */
function Writing({ node }: { node: DocNode }) {
  const store = useEditorStore();
  const { t } = useTranslation("editor");
  const [first] = useState(() => noteMarkdown(node.data["text"]));
  const [value, setValue] = useState(first);
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  }, [value]);
  const { id } = node;
  const end = () => {
    if (latest.current !== first) store.getState().edit("note", changeNote(id, { text: writeNote(latest.current) }));
    if (store.getState().view.renaming === id) store.getState().setView({ renaming: null });
  };
  return (
    <textarea
      autoFocus
      className="nd-sticky-edit nodrag nopan nowheel"
      aria-label={t("note.edit")}
      placeholder={t("note.help")}
      value={value}
      onChange={(event) => setValue(event.target.value)}
      onBlur={end}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Escape") event.currentTarget.blur();
      }}
    />
  );
}

function Tools({ node }: { node: DocNode }) {
  const store = useEditorStore();
  const { t } = useTranslation("editor");
  const theme = asText(node.data["theme"]) || "blue";
  const shown = node.data["showAuthor"] === true;
  return (
    <NodeToolbar isVisible position={Position.Top} offset={6}>
      <div
        role="toolbar"
        aria-label={t("note.colour")}
        className="flex items-center gap-1 rounded-control border border-line bg-surface p-1"
      >
        {THEMES.map((one) => (
          <button
            key={one}
            type="button"
            aria-label={t(`note.theme.${one}`)}
            aria-pressed={one === theme}
            title={t(`note.theme.${one}`)}
            data-theme-color={one}
            className="nd-swatch"
            onClick={() => store.getState().edit("note", changeNote(node.id, { theme: one }))}
          />
        ))}
        <label className="flex h-6 items-center gap-1 pl-1 text-small text-fg-2">
          <input
            type="checkbox"
            checked={shown}
            onChange={() => store.getState().edit("note", changeNote(node.id, { showAuthor: !shown }))}
          />
          {t("note.author")}
        </label>
      </div>
    </NodeToolbar>
  );
}

function Span({ span }: { span: NoteSpan }) {
  const style = {
    fontWeight: span.bold ? 600 : undefined,
    fontStyle: span.italic ? "italic" : undefined,
    textDecoration: span.strike ? "line-through" : undefined,
  };
  if (span.href !== null && /^https?:/.test(span.href)) {
    return (
      <a className="nopan" href={span.href} target="_blank" rel="noreferrer noopener" style={style}>
        {span.text}
      </a>
    );
  }
  return span.code ? <code>{span.text}</code> : <span style={style}>{span.text}</span>;
}
