import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, Dialog, ErrorBlock, TextField } from "@/ui";
import { useDatasetChanges, type Dataset } from "../data";
import { NAME_MOST } from "../facts";

export function RenameBaseDialog({ base, onClose }: { base: Dataset; onClose: () => void }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const explain = useExplain();
  const { update } = useDatasetChanges();
  const [name, setName] = useState(base.name);
  const submit = () => {
    if (!name.trim() || update.isPending) return;
    if (name.trim() === base.name) onClose();
    else update.mutate({ id: base.id, name: name.trim() }, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("renameTitle", { name: base.name })}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={update.isPending}>
            {t("common:save")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <TextField
          label={t("name")}
          autoComplete="off"
          maxLength={NAME_MOST}
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={!name.trim() && t("needName")}
        />
        {update.error && <ErrorBlock {...explain(update.error)} />}
      </div>
    </Dialog>
  );
}
