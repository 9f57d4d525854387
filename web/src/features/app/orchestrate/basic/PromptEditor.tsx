import { Plus } from "lucide-react";
import { useId, useMemo, useRef, useState, type ChangeEvent, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui";
import { piecesOf, referenceBefore, wanted } from "./promptText";

export interface Insertable {
  /** What stands inside the braces. */
  name: string;
  hint: string;
}

export interface PromptEditorProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  insertables: readonly Insertable[];
  /** Offers to declare a variable by the name that was typed. */
  onNew?: ((name: string) => void) | undefined;
  placeholder?: string;
  className?: string;
  rows?: number;
}

/**
 * Plain text with its references marked. `/` or `{` lists what can be put in; a reference is deleted as a whole.
 * The marks are painted behind a text area, so that typing, undo, search and input methods are the browser's own.
 */
export function PromptEditor({
  label,
  value,
  onChange,
  insertables,
  onNew,
  placeholder,
  className,
  rows = 6,
}: PromptEditorProps) {
  const { t } = useTranslation("basic");
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const marker = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState<{ at: number; query: string } | null>(null);
  const [active, setActive] = useState(0);
  const known = useMemo(() => new Set(insertables.map((one) => one.name)), [insertables]);
  const query = open?.query.toLowerCase() ?? "";
  const found = insertables.filter((one) => `${one.name} ${one.hint}`.toLowerCase().includes(query));
  const offersNew = onNew !== undefined;
  const count = found.length + (offersNew ? 1 : 0);
  const shown = open !== null && count > 0;

  const change = (event: ChangeEvent<HTMLTextAreaElement>) => {
    const { value: text, selectionStart: caret } = event.target;
    const native = event.nativeEvent as InputEvent;
    onChange(text);
    if (native.isComposing) return;
    if (native.data === "/" || native.data === "{") {
      setOpen({ at: caret - 1 - (text.slice(caret - 2, caret) === "{{" ? 1 : 0), query: "" });
      setActive(0);
    } else if (open) {
      const typed = wanted(text, open.at, caret);
      setOpen(typed === null ? null : { at: open.at, query: typed });
      setActive(0);
    }
  };
  const replace = (from: number, to: number, text: string) => {
    const element = area.current;
    if (!element) return;
    element.focus();
    element.setSelectionRange(from, to);
    // The only way to write into a field that its undo knows of.
    if (!document.execCommand("insertText", false, text)) {
      onChange(value.slice(0, from) + text + value.slice(to));
    }
  };
  const choose = (index: number) => {
    if (!open) return;
    const caret = area.current?.selectionStart ?? open.at;
    const one = found[index];
    setOpen(null);
    if (one) replace(open.at, caret, `{{${one.name}}}`);
    else {
      replace(open.at, caret, "");
      onNew?.(open.query);
    }
  };
  const keys = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (shown) {
      const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
      if (step !== 0) setActive((active + step + count) % count);
      else if (event.key === "Enter" || event.key === "Tab") choose(active);
      else if (event.key === "Escape") setOpen(null);
      else return;
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    const { selectionStart, selectionEnd } = event.currentTarget;
    if (event.key === "Backspace" && selectionStart === selectionEnd) {
      const before = referenceBefore(value, selectionStart);
      // The browser then deletes the selection, and its undo brings all of it back.
      if (before) event.currentTarget.setSelectionRange(before.start, selectionStart);
    }
  };
  const text = "text-read font-mono break-words whitespace-pre-wrap px-3 py-2.5";
  return (
    <div className={cn("relative", className)}>
      <div data-scroll className="relative max-h-[60vh] overflow-y-auto">
        <div className="relative grid" style={{ minHeight: rows * 22 + 20 }}>
          <div aria-hidden className={cn("pointer-events-none text-fg", text)}>
            <Painted value={value} known={known} marker={marker} at={open?.at ?? null} />
            {/* A last line that is empty has a height, too. */}
            {"\u200b"}
          </div>
          <textarea
            ref={area}
            value={value}
            aria-label={label}
            aria-haspopup="listbox"
            aria-autocomplete="list"
            {...(shown ? { "aria-controls": `${id}-list`, "aria-activedescendant": `${id}-${active}` } : {})}
            placeholder={placeholder}
            spellCheck={false}
            onChange={change}
            onKeyDown={keys}
            onBlur={() => setOpen(null)}
            className={cn(
              "absolute inset-0 size-full resize-none overflow-hidden bg-transparent text-transparent caret-fg outline-none placeholder:text-fg-3",
              text,
            )}
          />
        </div>
      </div>
      {shown && (
        <ul
          id={`${id}-list`}
          role="listbox"
          aria-label={t("prompt.insert")}
          ref={(list) => {
            if (list) Object.assign(list.style, placeOf(marker.current));
          }}
          className="absolute z-20 max-h-64 w-64 overflow-y-auto rounded-card border bg-surface p-1 shadow-float"
        >
          {found.map((one, index) => (
            <Row key={one.name} id={`${id}-${index}`} on={index === active} choose={() => choose(index)}>
              <span className="min-w-0 flex-1 truncate font-mono text-small">{one.name}</span>
              <span className="max-w-32 truncate text-small text-fg-3">{one.hint}</span>
            </Row>
          ))}
          {offersNew && (
            <Row id={`${id}-${found.length}`} on={active === found.length} choose={() => choose(found.length)}>
              <Plus size={14} aria-hidden className="text-fg-3" />
              <span className="min-w-0 flex-1 truncate">
                {query === "" ? t("prompt.newVariable") : t("prompt.newNamed", { name: open.query })}
              </span>
            </Row>
          )}
        </ul>
      )}
    </div>
  );
}

/** Under the sign that opened the list, but inside the editor. */
function placeOf(marker: HTMLSpanElement | null) {
  if (!marker) return { left: "12px", top: "34px" };
  const editor = marker.closest("[data-scroll]");
  const scrolled = editor?.scrollTop ?? 0;
  const width = editor?.clientWidth ?? 320;
  const left = Math.max(4, Math.min(marker.offsetLeft, width - 264));
  return { left: `${left}px`, top: `${marker.offsetTop - scrolled + 24}px` };
}

function Row({ id, on, choose, children }: { id: string; on: boolean; choose: () => void; children: React.ReactNode }) {
  return (
    // The text area keeps the focus and its arrow keys move through the list.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events
    <li
      id={id}
      role="option"
      aria-selected={on}
      ref={(element) => {
        if (on) element?.scrollIntoView({ block: "nearest" });
      }}
      onMouseDown={(event) => event.preventDefault()}
      onClick={choose}
      className={cn(
        "flex h-8 cursor-default items-center gap-2 rounded-control px-2 text-base hover:bg-hover",
        on && "bg-hover",
      )}
    >
      {children}
    </li>
  );
}

function Painted({
  value,
  known,
  marker,
  at,
}: {
  value: string;
  known: ReadonlySet<string>;
  marker: React.RefObject<HTMLSpanElement | null>;
  at: number | null;
}) {
  const pieces = useMemo(() => piecesOf(value), [value]);
  return pieces.flatMap((piece) => {
    const end = piece.start + piece.text.length;
    const holds = at !== null && at >= piece.start && at < end;
    const mark = holds && <span key="marker" ref={marker} />;
    if (piece.name === null) {
      const cut = holds ? at - piece.start : 0;
      return holds
        ? [
            <span key={piece.start}>{piece.text.slice(0, cut)}</span>,
            mark,
            <span key={`${piece.start}r`}>{piece.text.slice(cut)}</span>,
          ]
        : [<span key={piece.start}>{piece.text}</span>];
    }
    const ok = known.has(piece.name);
    return [
      mark,
      <span
        key={piece.start}
        className={cn(
          "rounded-chip",
          ok
            ? "bg-selected text-accent-text"
            : "text-warn underline decoration-warn decoration-wavy underline-offset-4",
        )}
      >
        {piece.text}
      </span>,
    ];
  });
}
