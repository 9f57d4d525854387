import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui/cn";
import { VirtualList } from "@/ui/VirtualList";
import { FamilyIcon } from "../../components/Card";
import type { Variable, VariableGroup } from "../../variables";
import { KindIcon } from "./Chip";
import type { Picker, PickerRow } from "./usePicker";

interface Props {
  id: string;
  picker: Picker;
  onChoose: (variable: Variable) => void;
}

/** Variables by where they come from. The keyboard stays in the field that asks. */
export function PickerList({ id, picker, onChoose }: Props) {
  const { t } = useTranslation("panels");
  const { rows, active } = picker;
  if (rows.length === 0) {
    return (
      <div className="p-3 text-base text-fg-3">
        <p>{t("picker.none")}</p>
        <More picker={picker} />
      </div>
    );
  }
  return (
    <>
      <VirtualList
        id={id}
        role="listbox"
        label={t("picker.title")}
        count={rows.length}
        rowHeight={30}
        scrollTo={active}
        keyOf={(index) => rowKey(rows[index] as PickerRow)}
        className={cn("p-1", rows.length > 100 ? "h-72" : "max-h-72")}
        row={(index) => (
          <Row
            row={rows[index] as PickerRow}
            id={`${id}-${index}`}
            on={index === active}
            picker={picker}
            index={index}
            onChoose={onChoose}
          />
        )}
      />
      <More picker={picker} />
    </>
  );
}

const rowKey = (row: PickerRow): string =>
  row.variable ? row.variable.selector.join(".") : `#${row.group.id}.${row.group.kind}`;

function More({ picker }: { picker: Picker }) {
  const { t } = useTranslation("panels");
  if (!picker.showAll) return null;
  return (
    <button
      type="button"
      onMouseDown={(event) => event.preventDefault()}
      onClick={picker.showAll}
      className="w-full border-t border-line px-3 py-1.5 text-left text-small text-accent-text hover:bg-hover"
    >
      {t("picker.showAll", { count: picker.hidden })}
    </button>
  );
}

function Row({
  row,
  id,
  on,
  picker,
  index,
  onChoose,
}: {
  row: PickerRow;
  id: string;
  on: boolean;
  picker: Picker;
  index: number;
  onChoose: (variable: Variable) => void;
}) {
  const { t } = useTranslation("panels");
  const one = row.variable;
  if (!one) return <Heading group={row.group} />;
  return (
    // The field that asks keeps the focus; its keys move through the list.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={id}
      role="option"
      aria-selected={on}
      title={one.note || undefined}
      onMouseDown={(event) => event.preventDefault()}
      onMouseMove={() => !on && picker.hover(index)}
      onClick={() => (row.takes ? onChoose(one) : picker.fold(row, row.open !== true))}
      style={{ paddingLeft: 8 + row.depth * 16 }}
      className={cn(
        "flex h-[30px] cursor-default items-center gap-1.5 rounded-control pr-2 text-base",
        on && "bg-hover",
      )}
    >
      <KindIcon kind={row.group.kind} className={row.takes ? "text-accent-text" : "text-fg-3"} />
      <span className={cn("min-w-0 flex-1 truncate", !row.takes && "text-fg-3")}>{one.name}</span>
      <span className="shrink-0 text-meta text-fg-3">{one.type}</span>
      {row.open !== undefined && (
        // A click on the arrow unfolds; the keyboard has the arrow keys for it.
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
        <span
          title={t("picker.fields")}
          onClick={(event) => {
            event.stopPropagation();
            picker.fold(row, row.open !== true);
          }}
          className="grid size-5 place-items-center rounded-chip hover:bg-selected"
        >
          <ChevronRight size={12} aria-hidden className={cn("text-fg-3", row.open && "rotate-90")} />
        </span>
      )}
    </div>
  );
}

function Heading({ group }: { group: VariableGroup }) {
  const { t } = useTranslation("panels");
  const builtIn = group.kind === "sys" || group.kind === "env" || group.kind === "conversation";
  return (
    <div className="flex h-[30px] items-end gap-1.5 px-2 pb-1 text-meta font-medium text-fg-3">
      {!builtIn && <FamilyIcon type={group.nodeType} size={14} />}
      <span className="min-w-0 truncate">{builtIn ? t(`source.${group.kind as "sys"}`) : group.title}</span>
    </div>
  );
}
