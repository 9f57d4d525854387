import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, Select, TextField } from "@/ui";
import { useMetadataChanges, type FieldType, type Place } from "./data";

type Made = { id: string; name: string; type: FieldType };
type Props = { place: Place; onMade: (field: Made) => void; onCancel: (() => void) | undefined };

const NAME = /^[a-z][a-z0-9_]*$/;

/** A field that the base does not have yet; it stands open to all of its documents. */
export function NewField({ place, onMade, onCancel }: Props) {
  const { t } = useTranslation(["segments", "common"]);
  const explain = useExplain();
  const { addField } = useMetadataChanges(place);
  const [name, setName] = useState("");
  const [type, setType] = useState<FieldType>("string");
  const wrong = name !== "" && !NAME.test(name) ? t("metadata.nameRule") : undefined;
  const refused = addField.error ? explain(addField.error).title : undefined;
  const create = () => {
    if (name === "" || wrong || addField.isPending) return;
    addField.mutate({ name, type }, { onSuccess: onMade });
  };
  return (
    <div className="space-y-3 rounded-control border p-3">
      <TextField
        autoFocus
        label={t("metadata.newName")}
        value={name}
        maxLength={255}
        error={wrong ?? refused}
        help={t("metadata.nameRule")}
        onChange={(event) => {
          addField.reset();
          setName(event.target.value);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
          event.preventDefault();
          create();
        }}
      />
      <Select
        label={t("metadata.newType")}
        value={type}
        onValueChange={setType}
        options={(["string", "number", "time"] as const).map((value) => ({
          value,
          label: t(`metadata.type.${value}`),
        }))}
      />
      <div className="flex gap-2">
        <Button size="compact" loading={addField.isPending} disabled={name === ""} onClick={create}>
          {t("common:create")}
        </Button>
        {onCancel && (
          <Button size="compact" variant="ghost" onClick={onCancel}>
            {t("common:cancel")}
          </Button>
        )}
      </div>
    </div>
  );
}
