import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, Dialog, ErrorBlock, RadioCards, TextField } from "@/ui";
import { nameProblem, TYPES, useFieldChanges, useFields, type Field, type FieldType } from "./data";
import { TypeIcon } from "./TypeIcon";

type Made = Pick<Field, "id" | "name" | "type">;
type Props = {
  datasetId: string;
  /** Given: renamed. */
  field?: Field | undefined;
  onClose: () => void;
  onMade?: (field: Made) => void;
};

/** Makes a field, or gives one another name; the type stays. */
export function FieldDialog({ datasetId, field, onClose, onMade }: Props) {
  const { t } = useTranslation(["knowledge", "common"]);
  const explain = useExplain();
  const { create, rename } = useFieldChanges(datasetId);
  const fields = useFields(datasetId).data;
  const [name, setName] = useState(field?.name ?? "");
  const [type, setType] = useState<FieldType>(field?.type ?? "string");
  const [tried, setTried] = useState(false);
  const taken = [...(fields?.doc_metadata ?? []), ...(fields?.built_in ?? [])]
    .map((one) => one.name)
    .filter((one) => one !== field?.name);
  const problem = nameProblem(name, taken);
  const shown = problem !== undefined && (tried || problem !== "empty");
  const pending = create.isPending || rename.isPending;
  const error = create.error ?? rename.error;
  const submit = () => {
    setTried(true);
    if (problem || pending) return;
    if (field) rename.mutate({ fieldId: field.id, name }, { onSuccess: onClose });
    else
      create.mutate(
        { name, type },
        {
          onSuccess: (made) => {
            onMade?.(made);
            onClose();
          },
        },
      );
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={field ? t("renameTitle", { name: field.name }) : t("meta.new")}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={pending}>
            {t("common:save")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        {!field && (
          <RadioCards
            label={t("meta.type")}
            columns={3}
            value={type}
            onValueChange={setType}
            options={TYPES.map((one) => ({ value: one, label: t(`meta.types.${one}`), icon: <TypeIcon type={one} /> }))}
          />
        )}
        <TextField
          label={t("name")}
          help={t("meta.nameRule")}
          autoComplete="off"
          spellCheck={false}
          maxLength={255}
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={shown && t(`meta.problem.${problem}`)}
        />
        {error && <ErrorBlock {...explain(error)} />}
      </div>
    </Dialog>
  );
}
