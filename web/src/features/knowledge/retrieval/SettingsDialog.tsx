import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, Dialog, toast } from "@/ui";
import { useDatasetChanges, useOptions, type Dataset, type RetrievalModel } from "../data";
import { RetrievalFields } from "../RetrievalFields";
import { problemsOf } from "../retrievalModel";
import { Ask } from "../segments/Ask";

type Props = {
  base: Dataset;
  value: RetrievalModel | undefined;
  onUse: (model: RetrievalModel | undefined) => void;
  onClose: () => void;
};

const same = (a: RetrievalModel, b: RetrievalModel) => JSON.stringify(a) === JSON.stringify(b);

/** Other settings for tests only; what apps use stays as it is unless one asks for it. */
export function SettingsDialog({ base, value, onUse, onClose }: Props) {
  const { t } = useTranslation(["segments", "common"]);
  const explain = useExplain();
  const options = useOptions().data;
  const { update } = useDatasetChanges();
  const [model, setModel] = useState(value ?? base.retrieval_model);
  const [asking, setAsking] = useState(false);
  const technique = base.indexing_technique ?? "economy";
  const most = options?.top_k_max ?? 10;
  const wrong = problemsOf(model, technique, most).length > 0;
  const differs = !same(model, base.retrieval_model);
  const use = () => !wrong && onUse(differs ? model : undefined);
  const save = () =>
    update.mutate(
      { id: base.id, retrieval_model: model },
      {
        onSuccess: () => {
          toast.ok(t("test.savedSettings"));
          onUse(undefined);
        },
        onError: (error) => toast.bad(explain(error).title),
      },
    );
  return (
    <>
      <Dialog
        open
        title={t("test.settings")}
        description={t("test.settingsText")}
        onOpenChange={onClose}
        onSubmit={use}
        footer={
          <>
            {differs && (
              <Button variant="ghost" className="mr-auto" disabled={wrong} onClick={() => setAsking(true)}>
                {t("test.saveSettings")}
              </Button>
            )}
            <Button onClick={() => onUse(undefined)}>{t("test.reset")}</Button>
            <Button type="submit" variant="primary" disabled={wrong}>
              {t("test.use")}
            </Button>
          </>
        }
      >
        <RetrievalFields value={model} onChange={setModel} technique={technique} topKMax={most} />
      </Dialog>
      {asking && (
        <Ask
          title={t("test.saveTitle")}
          text={t("test.saveText", { count: base.app_count })}
          action={t("common:save")}
          pending={update.isPending}
          error={update.error}
          onDo={save}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
