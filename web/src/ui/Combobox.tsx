import { Check, ChevronDown, Search } from "lucide-react";
import { useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { cn } from "./cn";
import { CONTROL, Field, type FieldProps } from "./Field";
import { Popover } from "./Popover";
import { useUiTexts } from "./texts";
import { VirtualList } from "./VirtualList";

export type ComboboxOption = {
  value: string;
  /** Searched. */
  text: string;
  /** Searched as well, and never shown. */
  keywords?: string;
  label?: ReactNode;
  hint?: ReactNode;
  group?: string;
  disabled?: boolean;
};

type Props = FieldProps & {
  value: string | readonly string[] | undefined;
  onValueChange: (value: string) => void;
  options: readonly ComboboxOption[];
  placeholder?: string;
  disabled?: boolean;
  /** Stays open after a choice; `value` is then a list. */
  multiple?: boolean;
  trigger?: ReactNode;
  empty?: ReactNode;
  /** Stays below the list. */
  footer?: ReactNode;
  /** Of the list; it is as wide as the control when it is left out. */
  panelClassName?: string;
  onOpenChange?: (open: boolean) => void;
};

/** A searchable select; draws only visible rows from 100 options on. */
export function Combobox({
  value,
  onValueChange,
  options,
  placeholder,
  disabled,
  multiple,
  trigger,
  empty,
  footer,
  panelClassName = "w-(--radix-popover-trigger-width) min-w-64",
  onOpenChange,
  ...field
}: Props) {
  const [open, setOpened] = useState(false);
  const setOpen = (next: boolean) => {
    setOpened(next);
    onOpenChange?.(next);
  };
  const chosen = new Set(typeof value === "string" ? [value] : (value ?? []));
  const current = options.filter((option) => chosen.has(option.value));
  return (
    <Field {...field}>
      {(control) => (
        <Popover
          open={open}
          onOpenChange={setOpen}
          label={placeholder ?? field.ariaLabel ?? ""}
          className={panelClassName}
          trigger={
            trigger ?? (
              <button
                {...control}
                type="button"
                role="combobox"
                aria-expanded={open}
                aria-controls={`${control.id}-list`}
                disabled={disabled}
                className={cn(CONTROL, "flex h-8 items-center gap-2 text-left")}
              >
                <span className={cn("min-w-0 flex-1 truncate", !current.length && "text-fg-3")}>
                  {current.length ? current.map((option) => option.text).join(", ") : placeholder}
                </span>
                <ChevronDown aria-hidden size={14} className="shrink-0 text-fg-3" />
              </button>
            )
          }
        >
          <Options
            options={options}
            chosen={chosen}
            empty={empty}
            onChoose={(next) => {
              onValueChange(next);
              if (!multiple) setOpen(false);
            }}
          />
          {footer}
        </Popover>
      )}
    </Field>
  );
}

type Row = { heading: string } | ComboboxOption;

function Options({
  options,
  chosen,
  onChoose,
  empty,
}: {
  options: readonly ComboboxOption[];
  chosen: ReadonlySet<string>;
  onChoose: (value: string) => void;
  empty: ReactNode;
}) {
  const texts = useUiTexts();
  const listId = useId();
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const listRef = useRef<HTMLDivElement>(null);
  const found = useMemo(() => {
    const words = query.trim().toLowerCase();
    return options.filter((option) =>
      [option.group, option.text, option.keywords].join(" ").toLowerCase().includes(words),
    );
  }, [options, query]);
  const rows = useMemo(() => grouped(found), [found]);
  const move = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step) {
      event.preventDefault();
      setActive((at) => Math.max(0, Math.min(found.length - 1, at + step)));
    } else if (event.key === "Enter") {
      event.preventDefault();
      const option = found[active];
      if (option && !option.disabled) onChoose(option.value);
    }
  };
  const activeRow = rows.findIndex((row) => row === found[active]);
  return (
    <>
      <div className="flex items-center gap-2 border-b px-3">
        <Search aria-hidden size={14} className="text-fg-3" />
        <input
          autoFocus
          aria-label={texts.search}
          placeholder={texts.search}
          role="combobox"
          aria-expanded
          aria-controls={listId}
          aria-activedescendant={found[active] ? `${listId}-${active}` : undefined}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={move}
          className="h-9 min-w-0 flex-1 bg-transparent text-base outline-none"
        />
      </div>
      {found.length === 0 && <p className="p-3 text-base text-fg-3">{empty ?? texts.nothingFound}</p>}
      <VirtualList
        ref={listRef}
        id={listId}
        role="listbox"
        count={rows.length}
        rowHeight={32}
        scrollTo={activeRow}
        className="max-h-72 p-1"
        row={(index) => {
          const row = rows[index] as Row;
          if ("heading" in row) return <div className="px-2 pt-2 text-meta font-medium text-fg-3">{row.heading}</div>;
          const at = found.indexOf(row);
          return (
            <div
              id={`${listId}-${at}`}
              role="option"
              tabIndex={-1}
              aria-selected={chosen.has(row.value)}
              aria-disabled={row.disabled || undefined}
              onMouseEnter={() => setActive(at)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => !row.disabled && onChoose(row.value)}
              onKeyDown={move}
              className={cn(
                "flex h-8 items-center gap-2 rounded-control px-2 text-base",
                at === active && "bg-hover",
                row.disabled && "text-fg-disabled",
              )}
            >
              <span className="min-w-0 flex-1 truncate">{row.label ?? row.text}</span>
              {row.hint && <span className="shrink-0 text-small text-fg-3">{row.hint}</span>}
              <Check
                aria-hidden
                size={14}
                className={cn("shrink-0 text-accent-text", !chosen.has(row.value) && "invisible")}
              />
            </div>
          );
        }}
      />
    </>
  );
}

function grouped(options: readonly ComboboxOption[]): Row[] {
  const rows: Row[] = [];
  let last: string | undefined;
  for (const option of options) {
    if (option.group !== last && option.group) rows.push({ heading: option.group });
    last = option.group;
    rows.push(option);
  }
  return rows;
}
