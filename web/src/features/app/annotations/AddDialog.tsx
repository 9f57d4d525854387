import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAnnotationChanges } from "@/api/annotations";
import { useExplain } from "@/i18n/useExplain";
import { Button, Checkbox, Dialog, ErrorBlock, toast } from "@/ui";
import { isWhole, PairFields } from "./PairFields";

const NONE = { question: "", answer: "" };

export function AddDialog({ appId, onClose }: { appId: string; onClose: () => void }) {
  const { t } = useTranslation(["annotations", "common"]);
  const explain = useExplain();
  const { create } = useAnnotationChanges(appId);
  const [pair, setPair] = useState(NONE);
  const [another, setAnother] = useState(false);
  const [tried, setTried] = useState(false);
  const submit = () => {
    setTried(true);
    if (!isWhole(pair) || create.isPending) return;
    create.mutate(pair, {
      onSuccess: () => {
        toast.ok(t("add.done"));
        setTried(false);
        setPair(NONE);
        if (!another) onClose();
      },
    });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("add.title")}
      mayClose={() => (pair.question + pair.answer).trim() === "" || window.confirm(t("leave"))}
      onSubmit={submit}
      footer={
        <>
          <span className="mr-auto self-center">
            <Checkbox label={t("add.another")} checked={another} onCheckedChange={setAnother} />
          </span>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={create.isPending}>
            {t("common:add")}
          </Button>
        </>
      }
    >
      <PairFields value={pair} onChange={setPair} checked={tried} />
      {create.error && <ErrorBlock className="mt-4" {...explain(create.error)} />}
    </Dialog>
  );
}
