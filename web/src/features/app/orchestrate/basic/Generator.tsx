import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { InstructionProps } from "@/editor/panel/services";
import { toast } from "@/ui";
import { GeneratorDialog } from "../generator/GeneratorDialog";
import { modelOf } from "./config";
import { useEditing } from "./edit";
import { PromptEditor } from "./PromptEditor";
import { variablesOf } from "./variables";

const reference = (name: string): string => `{{${name}}}`;

/** Writes the prompt of the app, or improves it. */
export function Generator({
  current,
  onInsert,
  onClose,
}: {
  current: string;
  onInsert: (prompt: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation("generator");
  const { appId, config } = useEditing();
  const inputs = useMemo(
    () => variablesOf(config).map((one) => ({ name: reference(one.name), type: one.kind })),
    [config],
  );
  const apply = (prompt: string) => {
    onInsert(prompt);
    toast.undo(t("replaced"), t("undo"), () => onInsert(current));
  };
  return (
    <GeneratorDialog
      appId={appId}
      kind="prompt"
      current={current}
      model={modelOf(config)}
      inputs={inputs}
      reference={reference}
      Instruction={Instruction}
      quiet
      onApply={apply}
      onClose={onClose}
    />
  );
}

function Instruction({ specials, ...field }: InstructionProps) {
  const { t } = useTranslation("generator");
  return (
    <div>
      <div className="mb-1 text-base font-medium text-fg">{field.label}</div>
      <div className="rounded-control border border-line-strong">
        <PromptEditor {...field} rows={5} insertables={specials.map((name) => ({ name, hint: t("present") }))} />
      </div>
    </div>
  );
}
