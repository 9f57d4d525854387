import { Sparkles } from "lucide-react";
import { Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import { useRun } from "../../context";
import type { Variable } from "../../variables";
import { usePanel } from "../panel";
import { useServices, type GeneratorProps, type InstructionProps, type Named } from "../services";
import { TextBox } from "./TextBox";

type Props = Omit<GeneratorProps, "onClose" | "lastRun" | "Instruction"> & { references?: boolean };

/** A button behind which a model writes the text of a field. */
export function Generate({ references = false, ...props }: Props) {
  const { t } = useTranslation("panels");
  const { id, readOnly, scope } = usePanel();
  const { Generator } = useServices();
  const [open, setOpen] = useState(false);
  const step = useRun((state) => state.trace.steps[state.trace.latest[id] ?? ""]);
  if (readOnly) return null;
  const inputs = references && open ? scope.groups().flatMap((group) => group.variables.flatMap(named)) : props.inputs;
  return (
    <>
      <IconButton
        size="inline"
        label={t(`generate.${props.kind}`)}
        icon={<Sparkles size={12} />}
        onClick={() => setOpen(true)}
      />
      {open && (
        <Suspense>
          <Generator
            {...props}
            {...(inputs ? { inputs: inputs.slice(0, MOST) } : {})}
            lastRun={step ? { inputs: step.inputs, outputs: step.outputs, error: step.error ?? "" } : null}
            Instruction={Instruction}
            onClose={() => setOpen(false)}
          />
        </Suspense>
      )}
    </>
  );
}

/** So many variables are told; those of the nearest nodes come first. */
const MOST = 200;

const named = (one: Variable): Named[] => [
  { name: `{{#${one.selector.join(".")}#}}`, type: one.type },
  ...one.children.flatMap(named),
];

/** An instruction in which variables and what is there can be named. */
function Instruction({ label, placeholder, value, onChange, specials }: InstructionProps) {
  return (
    <div>
      <div className="mb-1 text-base font-medium text-fg">{label}</div>
      <TextBox
        autoFocus
        label={label}
        placeholder={placeholder}
        value={value}
        specials={specials}
        onType={onChange}
        onChange={onChange}
        className="[&_.cm-content]:min-h-28 [&_.cm-scroller]:max-h-72"
      />
    </div>
  );
}
