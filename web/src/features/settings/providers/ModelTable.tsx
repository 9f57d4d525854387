import { Trash2, Zap } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useModels, useProviderChanges } from "@/api/providers";
import type { Model, Provider } from "@/api/types";
import { wordsIn } from "@/forms/schema";
import { useExplain } from "@/i18n/useExplain";
import {
  Badge,
  Button,
  Dialog,
  ErrorBlock,
  formatDuration,
  formatNumber,
  IconButton,
  Skeleton,
  StatusDot,
  Switch,
} from "@/ui";

const SHOWN_FEATURES = ["tool-call", "vision", "audio", "video", "document", "structured-output"] as const;

/** The models of a provider, each with a test that makes one real call. */
export function ModelTable({ provider, allowed }: { provider: Provider; allowed: boolean }) {
  const { t } = useTranslation("settings");
  const explain = useExplain();
  const models = useModels(provider.provider);
  const [leaving, setLeaving] = useState<Model>();
  if (models.error) {
    return <ErrorBlock className="m-3" {...explain(models.error)} onRetry={() => void models.refetch()} />;
  }
  if (!models.data) return <Skeleton className="m-3 h-20" />;
  if (models.data.data.length === 0)
    return <p className="border-t p-3 text-base text-fg-3">{t("providers.noModelsYet")}</p>;
  return (
    <>
      <ul aria-label={t("providers.models")} className="max-h-96 divide-y overflow-y-auto border-t">
        {models.data.data.map((model) => (
          <Row
            key={`${model.model_type}/${model.model}`}
            provider={provider}
            model={model}
            allowed={allowed}
            onRemove={allowed && model.fetch_from === "customizable-model" ? () => setLeaving(model) : undefined}
          />
        ))}
      </ul>
      {leaving && <RemoveDialog provider={provider} model={leaving} onClose={() => setLeaving(undefined)} />}
    </>
  );
}

type RowProps = { provider: Provider; model: Model; allowed: boolean; onRemove: (() => void) | undefined };

function Row({ provider, model, allowed, onRemove }: RowProps) {
  const { t, i18n } = useTranslation("settings");
  const explain = useExplain();
  const { testModel, switchModel } = useProviderChanges(provider.provider);
  const label = wordsIn(model.label, i18n.language) || model.model;
  const context = model.model_properties?.context_size;
  const result = testModel.data;
  const failure = testModel.error
    ? explain(testModel.error).title
    : result?.result === "error"
      ? result.error
      : undefined;
  return (
    <li className="px-3 py-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-32 flex-1 truncate" title={model.model}>
          {label}
        </span>
        <span className="flex flex-wrap items-center gap-1">
          {model.fetch_from === "customizable-model" && <Badge tone="accent">{t("providers.custom")}</Badge>}
          {model.deprecated && <Badge tone="warn">{t("providers.deprecated")}</Badge>}
          {SHOWN_FEATURES.filter((feature) => model.features?.includes(feature)).map((feature) => (
            <Badge key={feature}>{t(`providers.feature.${feature}`)}</Badge>
          ))}
          <Badge tone="info">{t(`providers.type.${model.model_type as "llm"}`)}</Badge>
          {typeof context === "number" && (
            <span className="tabular w-20 text-right text-small text-fg-3" title={t("providers.context")}>
              {formatNumber(context)}
            </span>
          )}
        </span>
        <span className="flex items-center gap-1">
          {result?.result === "success" && (
            <StatusDot tone="ok">
              {t("providers.tested", { latency: formatDuration((result.latency_ms ?? 0) / 1000) })}
            </StatusDot>
          )}
          {allowed && (
            <Button
              size="inline"
              icon={<Zap size={12} />}
              aria-label={`${t("providers.test")} ${label}`}
              loading={testModel.isPending}
              onClick={() => testModel.mutate({ model: model.model, model_type: model.model_type })}
            >
              {t("providers.test")}
            </Button>
          )}
          {allowed && (
            <Switch
              hideLabel
              label={t("providers.enabled", { model: label })}
              checked={model.enabled}
              disabled={switchModel.isPending}
              onCheckedChange={(enabled) =>
                switchModel.mutate({ model: model.model, model_type: model.model_type, enabled })
              }
            />
          )}
          {onRemove && (
            <IconButton
              size="inline"
              label={t("providers.removeModel", { model: label })}
              icon={<Trash2 size={13} />}
              onClick={onRemove}
            />
          )}
        </span>
      </div>
      {failure !== undefined && (
        <ErrorBlock className="mt-1.5" title={t("providers.testFailed")} details={failure ?? ""} />
      )}
    </li>
  );
}

function RemoveDialog({ provider, model, onClose }: { provider: Provider; model: Model; onClose: () => void }) {
  const { t } = useTranslation(["settings", "common"]);
  const explain = useExplain();
  const { removeModel } = useProviderChanges(provider.provider);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("providers.removeModelTitle", { model: model.model })}
      description={t("providers.removeModelText")}
      onSubmit={() => removeModel.mutate({ model: model.model, model_type: model.model_type }, { onSuccess: onClose })}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="danger" loading={removeModel.isPending}>
            {t("common:ui.remove")}
          </Button>
        </>
      }
    >
      {removeModel.error && <ErrorBlock {...explain(removeModel.error)} />}
    </Dialog>
  );
}
