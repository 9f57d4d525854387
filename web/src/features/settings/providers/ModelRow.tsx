import { Scale, Settings2, Trash2, Zap } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useProviderChanges } from "@/api/providers";
import type { Model, Provider } from "@/api/types";
import { wordsIn } from "@/forms/schema";
import { useExplain } from "@/i18n/useExplain";
import { Abilities, ContextSize, Price } from "@/models/facts";
import { Badge, Button, formatDuration, IconButton, StatusDot, Switch, toast, Tooltip } from "@/ui";
import { Refused } from "./Refused";
import { needsNoKey } from "./scope";

type Props = { provider: Provider; model: Model; allowed: boolean; onConfig: () => void; onRemove: () => void };

/** One model: what it can do, reads and costs; test, settings, switch. */
export function ModelRow({ provider, model, allowed, onConfig, onRemove }: Props) {
  const { t, i18n } = useTranslation(["providers", "models"]);
  const explain = useExplain();
  const { testModel, switchModel } = useProviderChanges(provider.provider);
  const label = wordsIn(model.label, i18n.language) || model.model;
  const ref = { model: model.model, model_type: model.model_type };
  const custom = model.fetch_from === "customizable-model";
  const result = testModel.data;
  return (
    <li className="px-3 py-1.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-40 flex-1 truncate" title={model.model}>
          {label}
        </span>
        <span className="flex flex-wrap items-center gap-1.5">
          {custom && <Badge tone="accent">{t("model.custom")}</Badge>}
          {model.deprecated && <Badge tone="warn">{t("models:deprecated")}</Badge>}
          {model.load_balancing_enabled && (
            <Tooltip text={t(model.has_invalid_load_balancing_configs ? "balancing.invalid" : "balancing.several")}>
              <span>
                <Badge
                  tone={model.has_invalid_load_balancing_configs ? "warn" : "ok"}
                  icon={<Scale aria-hidden size={12} />}
                >
                  {t("balancing.badge")}
                </Badge>
              </span>
            </Tooltip>
          )}
          {model.status !== "active" && <Badge tone="warn">{t("models:obstacle.noCredential")}</Badge>}
          <Abilities model={model} />
          <ContextSize model={model} className="w-9 text-right text-small text-fg-3" />
          <Price model={model} className="min-w-20 text-right text-small text-fg-3 max-sm:min-w-0" />
          <Badge tone="info">{t(`models:kind.${model.model_type}`)}</Badge>
        </span>
        {allowed && (
          <span className="flex items-center gap-1 max-sm:ml-auto">
            {result?.result === "success" && (
              <StatusDot tone="ok">
                {t("model.tested", { latency: formatDuration((result.latency_ms ?? 0) / 1000) })}
              </StatusDot>
            )}
            <Button
              size="inline"
              icon={<Zap size={12} />}
              aria-label={t("model.testNamed", { model: label })}
              loading={testModel.isPending}
              onClick={() => testModel.mutate(ref)}
            >
              {t("model.test")}
            </Button>
            {!needsNoKey(provider) && (
              <IconButton
                size="inline"
                label={t("model.config", { model: label })}
                icon={<Settings2 size={13} />}
                onClick={onConfig}
              />
            )}
            {custom && (
              <IconButton
                size="inline"
                label={t("model.remove", { model: label })}
                icon={<Trash2 size={13} />}
                onClick={onRemove}
              />
            )}
            <Switch
              hideLabel
              className="ml-1"
              label={t("model.enabled", { model: label })}
              checked={model.enabled}
              disabled={switchModel.isPending}
              onCheckedChange={(enabled) =>
                switchModel.mutate({ ...ref, enabled }, { onError: (error) => toast.bad(explain(error).title) })
              }
            />
          </span>
        )}
      </div>
      {(testModel.error ?? result?.result === "error") && (
        <div className="mt-1.5">
          <Refused
            title={t("model.testFailed")}
            error={testModel.error}
            {...(result?.result === "error" ? { text: result.error ?? "" } : {})}
          />
        </div>
      )}
    </li>
  );
}
