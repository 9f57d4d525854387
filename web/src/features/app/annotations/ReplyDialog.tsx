import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { useReplyChanges, type ReplyState } from "@/api/annotations";
import { useExplain } from "@/i18n/useExplain";
import { Button, Callout, Dialog, ErrorBlock } from "@/ui";
import { ModelPicker } from "@/models/ModelPicker";

/** How alike a question must be, and which model compares; switches the reply on. */
export function ReplyDialog({ appId, state, onClose }: { appId: string; state: ReplyState; onClose: () => void }) {
  const { t } = useTranslation(["annotations", "common"]);
  const explain = useExplain();
  const id = useId();
  const changes = useReplyChanges(appId);
  const [threshold, setThreshold] = useState(state.score_threshold);
  const [model, setModel] = useState({
    provider: state.embedding_provider_name,
    name: state.embedding_model_name,
  });
  const [tried, setTried] = useState(false);
  const sameModel =
    model.provider === state.embedding_provider_name && model.name === state.embedding_model_name && state.enabled;
  const saving = sameModel ? changes.setThreshold : changes.switch;
  const submit = () => {
    setTried(true);
    if (model.name === "" || saving.isPending) return;
    if (sameModel) changes.setThreshold.mutate(threshold, { onSuccess: onClose });
    else {
      changes.switch.mutate(
        {
          action: "enable",
          score_threshold: threshold,
          embedding_provider_name: model.provider,
          embedding_model_name: model.name,
        },
        { onSuccess: onClose },
      );
    }
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("reply.title")}
      description={t("reply.dialogText")}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={saving.isPending}>
            {t(state.enabled ? "common:save" : "reply.on")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <div>
          <span className="mb-1 flex items-baseline text-base font-medium">
            <label htmlFor={id} className="flex-1">
              {t("reply.score")}
            </label>
            <output htmlFor={id} className="tabular text-small text-fg-2">
              {threshold.toFixed(2)}
            </output>
          </span>
          <input
            id={id}
            type="range"
            min={Math.min(0.5, state.score_threshold)}
            max={1}
            step={0.01}
            value={threshold}
            className="h-5 w-full accent-accent"
            onChange={(event) => setThreshold(Number(event.target.value))}
          />
          <span className="flex justify-between text-small text-fg-3">
            <span>{t("reply.alike")}</span>
            <span>{t("reply.same")}</span>
          </span>
        </div>
        <ModelPicker
          titled
          kind="text-embedding"
          label={t("reply.model")}
          provider={model.provider}
          name={model.name}
          onChoose={(offer) => setModel({ provider: offer.provider, name: offer.model.model })}
        />
        {tried && model.name === "" && (
          <p role="alert" className="text-small text-bad">
            {t("reply.needModel")}
          </p>
        )}
        {state.enabled && !sameModel && model.name !== "" && <Callout>{t("reply.allAgain")}</Callout>}
        {saving.error && <ErrorBlock {...explain(saving.error)} />}
      </div>
    </Dialog>
  );
}
