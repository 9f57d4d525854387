import { Search } from "lucide-react";
import { useId, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Popover } from "@/ui/Popover";
import type { Variable } from "../../variables";
import { usePanel } from "../panel";
import { PickerList } from "./PickerList";
import { usePicker } from "./usePicker";

interface Props {
  trigger: ReactNode;
  /** Types that are taken; absent: every one. */
  types?: readonly string[] | undefined;
  /** A container offers what stands in it, too. */
  inside?: boolean;
  /** Only variables of these sources. */
  only?: ((selector: readonly string[]) => boolean) | undefined;
  onChoose: (variable: Variable) => void;
}

/** A list of variables to choose from, behind a button, with a search. */
export function VariablePicker({ trigger, onChoose, ...rest }: Props) {
  const { t } = useTranslation("panels");
  const [open, setOpen] = useState(false);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      label={t("picker.title")}
      className="w-[360px] max-w-[94vw] overflow-hidden"
      trigger={trigger}
    >
      <Choices
        {...rest}
        onChoose={(variable) => {
          setOpen(false);
          onChoose(variable);
        }}
      />
    </Popover>
  );
}

function Choices({ types, inside = false, only, onChoose }: Omit<Props, "trigger">) {
  const { t } = useTranslation("panels");
  const id = useId();
  const { scope } = usePanel();
  const [query, setQuery] = useState("");
  const [groups] = useState(() => {
    const all = scope.groups(inside);
    if (!only) return all;
    return all
      .map((group) => ({ ...group, variables: group.variables.filter((one) => only(one.selector)) }))
      .filter((group) => group.variables.length > 0);
  });
  const picker = usePicker(groups, query, types);
  return (
    <>
      <div className="flex items-center gap-2 border-b border-line px-3">
        <Search aria-hidden size={14} className="text-fg-3" />
        <input
          autoFocus
          role="combobox"
          aria-expanded
          aria-controls={id}
          aria-activedescendant={picker.active >= 0 ? `${id}-${picker.active}` : undefined}
          aria-label={t("picker.search")}
          placeholder={t("picker.search")}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
          onKeyDown={(event) => {
            if (event.nativeEvent.isComposing || event.keyCode === 229) return;
            if (event.key === "Tab") return;
            if (picker.key(event.key, onChoose)) event.preventDefault();
          }}
          className="h-9 min-w-0 flex-1 bg-transparent text-base outline-none"
        />
      </div>
      <PickerList id={id} picker={picker} onChoose={onChoose} />
    </>
  );
}
