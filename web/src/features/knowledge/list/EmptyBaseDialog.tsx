import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, Dialog, ErrorBlock, TextArea, TextField } from "@/ui";
import { useDatasetChanges } from "../data";
import { NAME_MOST, DESCRIPTION_MOST } from "../facts";

/** Makes a base without documents and opens it. */
export function EmptyBaseDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const explain = useExplain();
  const navigate = useNavigate();
  const { create } = useDatasetChanges();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [tried, setTried] = useState(false);
  const submit = () => {
    setTried(true);
    if (!name.trim() || create.isPending) return;
    create.mutate(
      { name: name.trim(), description: description.trim(), permission: "only_me" },
      {
        onSuccess: (base) => {
          onClose();
          void navigate({ to: "/knowledge/$datasetId/documents", params: { datasetId: base.id } });
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("fromNothing")}
      description={t("fromNothingText")}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={create.isPending}>
            {t("common:create")}
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
          error={tried && !name.trim() && t("needName")}
        />
        <TextArea
          label={t("description")}
          optional
          help={t("descriptionHelp")}
          maxLength={DESCRIPTION_MOST}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
        {create.error && <ErrorBlock {...explain(create.error)} />}
      </div>
    </Dialog>
  );
}
