import { ChevronDown, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import { cn } from "@/ui/cn";
import { CONTROL, Field, type FieldProps } from "@/ui/Field";
import type { Variable } from "../../variables";
import { usePanel } from "../panel";
import { Chip } from "./Chip";
import { VariablePicker } from "./VariablePicker";

type Props = FieldProps & {
  value: readonly string[];
  onChange: (selector: string[], variable: Variable | null) => void;
  types?: readonly string[] | undefined;
  inside?: boolean;
  only?: ((selector: readonly string[]) => boolean) | undefined;
  clearable?: boolean;
  placeholder?: string;
  /** Without the type, where there is little room. */
  narrow?: boolean;
};

/** Holds one variable: shown as a chip, chosen from a list. */
export function VariableField({
  value,
  onChange,
  types,
  inside,
  only,
  clearable = false,
  placeholder,
  narrow = false,
  ...field
}: Props) {
  const { t } = useTranslation("panels");
  const { readOnly, scope } = usePanel();
  const chosen = value.length > 0;
  const words = chosen ? `${field.ariaLabel ?? ""} ${scope.describe(value).name}`.trim() : field.ariaLabel;
  return (
    <Field {...field} {...(words ? { ariaLabel: words } : {})}>
      {(control) => (
        <div className="relative">
          <VariablePicker
            types={types}
            only={only}
            {...(inside ? { inside } : {})}
            onChoose={(variable) => onChange([...variable.selector], variable)}
            trigger={
              <button
                {...control}
                type="button"
                disabled={readOnly}
                aria-haspopup="listbox"
                className={cn(
                  CONTROL,
                  "flex h-8 items-center gap-2 pr-2 pl-1.5 text-left",
                  clearable && chosen && "pr-8",
                )}
              >
                <span className="flex min-w-0 flex-1">
                  {chosen ? (
                    <Chip selector={value} showType={!narrow} />
                  ) : (
                    <span className="truncate pl-1 text-fg-3">{placeholder ?? t("choose")}</span>
                  )}
                </span>
                {!(clearable && chosen) && <ChevronDown aria-hidden size={14} className="shrink-0 text-fg-3" />}
              </button>
            }
          />
          {clearable && chosen && !readOnly && (
            <span className="absolute inset-y-0 right-1 grid place-items-center">
              <IconButton size="inline" label={t("clear")} icon={<X size={12} />} onClick={() => onChange([], null)} />
            </span>
          )}
        </div>
      )}
    </Field>
  );
}
