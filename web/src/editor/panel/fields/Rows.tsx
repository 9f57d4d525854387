import { GripVertical, Plus, Trash2 } from "lucide-react";
import { useState, type KeyboardEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/Button";
import { cn } from "@/ui/cn";
import { usePanel } from "../panel";

interface Props<T> {
  items: readonly T[];
  /** Names a row to screen readers. */
  label: (item: T, index: number) => string;
  keyOf?: (item: T, index: number) => string;
  row: (item: T, index: number) => ReactNode;
  onMove?: ((from: number, to: number) => void) | undefined;
  onRemove?: ((index: number) => void) | undefined;
  /** Why a row cannot be removed now. */
  keep?: string | undefined;
  onAdd?: (() => void) | undefined;
  addLabel?: string;
  full?: string | undefined;
  className?: string;
  /** Rows that are cards with a border of their own. */
  cards?: boolean;
}

/** Rows that can be moved by the handle (or its arrow keys), removed and added. */
export function Rows<T>(props: Props<T>) {
  const { items, label, row, onMove, onRemove, keep, onAdd, addLabel, full, className, cards = false } = props;
  const { t } = useTranslation("panels");
  const { readOnly } = usePanel();
  const [dragged, setDragged] = useState<number | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const movable = onMove !== undefined && !readOnly && items.length > 1;
  const keys = (event: KeyboardEvent, index: number) => {
    const to = event.key === "ArrowUp" ? index - 1 : event.key === "ArrowDown" ? index + 1 : -1;
    if (to < 0 || to >= items.length) return;
    event.preventDefault();
    event.stopPropagation();
    onMove?.(index, to);
    const list = event.currentTarget.closest("ul");
    requestAnimationFrame(() => list?.querySelectorAll<HTMLElement>(":scope > li > [data-grip]")[to]?.focus());
  };
  return (
    <div className={className}>
      <ul className={cn("flex flex-col", cards ? "gap-2" : "gap-1.5")}>
        {items.map((item, index) => (
          <li
            key={props.keyOf?.(item, index) ?? index}
            aria-label={label(item, index)}
            draggable={dragged === index}
            onDragOver={(event) => {
              if (dragged === null) return;
              event.preventDefault();
              setOver(index);
            }}
            onDrop={(event) => {
              event.preventDefault();
              if (dragged !== null && dragged !== index) onMove?.(dragged, index);
              setDragged(null);
              setOver(null);
            }}
            onDragEnd={() => {
              setDragged(null);
              setOver(null);
            }}
            className={cn(
              "flex min-w-0 items-start gap-1",
              cards && "rounded-control border border-line p-2",
              over === index && dragged !== index && "outline-2 outline-accent",
              dragged === index && "opacity-50",
            )}
          >
            {movable && (
              <button
                type="button"
                data-grip
                aria-label={t("rows.move", { name: label(item, index) })}
                title={t("rows.moveHelp")}
                onKeyDown={(event) => keys(event, index)}
                onPointerDown={() => setDragged(index)}
                onPointerUp={() => setDragged(null)}
                className="-ml-1 grid h-8 w-4 shrink-0 cursor-grab place-items-center rounded-chip text-fg-3 hover:text-fg"
              >
                <GripVertical size={14} aria-hidden />
              </button>
            )}
            <div className="min-w-0 flex-1">{row(item, index)}</div>
            {onRemove && !readOnly && (
              <IconButton
                size="compact"
                className="mt-0.5"
                label={t("rows.remove", { name: label(item, index) })}
                icon={<Trash2 size={14} />}
                disabledReason={keep}
                onClick={() => onRemove(index)}
              />
            )}
          </li>
        ))}
      </ul>
      {onAdd && !readOnly && (
        <Button
          size="compact"
          className={cn(items.length > 0 && "mt-2")}
          icon={<Plus size={14} />}
          disabledReason={full}
          onClick={onAdd}
        >
          {addLabel ?? t("add")}
        </Button>
      )}
    </div>
  );
}
