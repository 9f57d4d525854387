import { Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { VariableField } from "@/editor/panel/fields/VariableField";
import { usePanel } from "@/editor/panel/panel";
import { freshId } from "@/editor/panel/write";
import { strings, text, type Raw } from "@/editor/raw";
import { Button, IconButton } from "@/ui/Button";
import { Comparison, Joint } from "./Comparison";
import { withVariable } from "./comparisons";

interface Props {
  conditions: readonly Raw[];
  joint: string;
  onChange: (conditions: Raw[]) => void;
  onJoint: (joint: "and" | "or") => void;
  /** A loop's conditions read what stands in it. */
  inside?: boolean;
}

/** Comparisons joined by and, or by or. */
export function Conditions({ conditions, joint, onChange, onJoint, inside = false }: Props) {
  const { t } = useTranslation("panels");
  const { readOnly, scope } = usePanel();
  const typeOf = (condition: Raw) =>
    text(condition["varType"]) || scope.typeOf(strings(condition["variable_selector"])) || "";
  return (
    <div className="flex flex-col gap-2">
      {conditions.length > 1 && <Joint joint={joint} onJoint={onJoint} />}
      {conditions.map((condition, index) => {
        const type = typeOf(condition);
        const set = (next: Raw) => onChange(conditions.with(index, next));
        return (
          <div
            key={text(condition["id"]) || index}
            role="group"
            aria-label={t("conditions.one", { number: index + 1 })}
            className="flex flex-col gap-1.5 rounded-control bg-sunken p-2"
          >
            <div className="flex items-center gap-1.5">
              <VariableField
                className="min-w-0 flex-1"
                ariaLabel={t("conditions.variable")}
                inside={inside}
                value={strings(condition["variable_selector"])}
                onChange={(selector, variable) =>
                  set(withVariable(condition, selector, variable?.type ?? scope.typeOf(selector)))
                }
              />
              {!readOnly && (
                <IconButton
                  size="compact"
                  label={t("conditions.remove", { number: index + 1 })}
                  icon={<Trash2 size={14} />}
                  onClick={() => onChange(conditions.toSpliced(index, 1))}
                />
              )}
            </div>
            <Comparison condition={condition} type={type} onChange={set} inside={inside} />
          </div>
        );
      })}
      {!readOnly && (
        <VariablelessAdd
          onAdd={() =>
            onChange([
              ...conditions,
              { id: freshId(), variable_selector: [], comparison_operator: "contains", value: "" },
            ])
          }
        />
      )}
    </div>
  );
}

function VariablelessAdd({ onAdd }: { onAdd: () => void }) {
  const { t } = useTranslation("panels");
  return (
    <Button size="compact" className="self-start" icon={<Plus size={14} />} onClick={onAdd}>
      {t("conditions.add")}
    </Button>
  );
}
