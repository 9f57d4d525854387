import { ChevronRight, Copy, Route } from "lucide-react";
import { useMemo, useState } from "react";
import { IconButton } from "./Button";
import { cn } from "./cn";
import { copyText } from "./CopyButton";
import { useUiTexts } from "./texts";
import { VirtualList } from "./VirtualList";

type Row = { path: string; depth: number; name: string; value: unknown; open: boolean | null };

const isBranch = (value: unknown): value is object => typeof value === "object" && value !== null;
const sizeOf = (value: object) => (Array.isArray(value) ? value.length : Object.keys(value).length);

/** `a.b[0]["odd key"]`: the form that can be pasted into code. */
function join(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path ? `${path}.${key}` : key;
}

function collect(value: unknown, isOpen: (path: string, depth: number) => boolean): Row[] {
  const rows: Row[] = [];
  const walk = (item: unknown, name: string, path: string, depth: number) => {
    const branch = isBranch(item) && sizeOf(item) > 0;
    const open = branch ? isOpen(path, depth) : null;
    rows.push({ path, depth, name, value: item, open });
    if (open) children(item as object, path, depth + 1);
  };
  const children = (item: object, path: string, depth: number) => {
    if (Array.isArray(item)) item.forEach((child, index) => walk(child, String(index), join(path, index), depth));
    else for (const [key, child] of Object.entries(item)) walk(child, key, join(path, key), depth);
  };
  if (isBranch(value)) children(value, "", 0);
  else walk(value, "", "", 0);
  return rows;
}

/** A value as a tree that folds; draws only visible rows, so large values are fine. */
export function JsonTree({
  value,
  label,
  openDepth = 1,
  className,
}: {
  value: unknown;
  label: string;
  openDepth?: number;
  className?: string;
}) {
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(
    () => collect(value, (path, depth) => depth < openDepth !== toggled.has(path)),
    [value, toggled, openDepth],
  );
  const toggle = (path: string) =>
    setToggled((old) => {
      const next = new Set(old);
      if (!next.delete(path)) next.add(path);
      return next;
    });
  if (rows.length === 0)
    return <code className="font-mono text-small text-fg-3">{Array.isArray(value) ? "[]" : "{}"}</code>;
  return (
    <VirtualList
      role="tree"
      label={label}
      count={rows.length}
      rowHeight={24}
      keyOf={(index) => rows[index]?.path ?? index}
      className={cn("font-mono text-small", rows.length > 100 && "h-96", className)}
      row={(index) => <TreeRow row={rows[index] as Row} onToggle={toggle} />}
    />
  );
}

function TreeRow({ row, onToggle }: { row: Row; onToggle: (path: string) => void }) {
  const texts = useUiTexts();
  const text = typeof row.value === "string" ? row.value : JSON.stringify(row.value, null, 2);
  return (
    <div
      role="treeitem"
      aria-level={row.depth + 1}
      aria-selected={false}
      {...(row.open === null ? {} : { "aria-expanded": row.open })}
      tabIndex={0}
      onKeyDown={(event) => {
        if (row.open !== null && (event.key === "Enter" || (event.key === "ArrowRight") !== row.open)) {
          if (["Enter", "ArrowRight", "ArrowLeft"].includes(event.key)) onToggle(row.path);
        }
      }}
      onClick={() => row.open !== null && onToggle(row.path)}
      className="group flex min-h-6 items-start gap-1 rounded-chip pr-1 hover:bg-hover"
      style={{ paddingLeft: row.depth * 14 }}
    >
      <ChevronRight
        aria-hidden
        size={12}
        className={cn("mt-[5px] shrink-0 text-fg-3", row.open && "rotate-90", row.open === null && "invisible")}
      />
      {row.name !== "" && <span className="mt-0.5 shrink-0 text-accent-text">{row.name}:</span>}
      <Value value={row.value} open={row.open ?? false} />
      <span className="ml-auto flex shrink-0 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
        {row.path && <RowAction label={texts.copyPath} icon={<Route size={12} />} text={row.path} />}
        <RowAction label={texts.copyValue} icon={<Copy size={12} />} text={text} />
      </span>
    </div>
  );
}

function RowAction({ label, icon, text }: { label: string; icon: React.ReactNode; text: string }) {
  return (
    <IconButton
      size="inline"
      className="h-6"
      label={label}
      icon={icon}
      onClick={(event) => {
        event.stopPropagation();
        void copyText(text);
      }}
    />
  );
}

function Value({ value, open }: { value: unknown; open: boolean }) {
  if (Array.isArray(value)) return <span className="mt-0.5 text-fg-3">{open ? "[" : `[${value.length}]`}</span>;
  if (isBranch(value)) return <span className="mt-0.5 text-fg-3">{open ? "{" : `{${sizeOf(value)}}`}</span>;
  if (typeof value === "string")
    return <span className="mt-0.5 min-w-0 break-words whitespace-pre-wrap text-fg">{JSON.stringify(value)}</span>;
  return <span className="mt-0.5 text-run">{String(value)}</span>;
}
