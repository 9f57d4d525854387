import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useModels, type ModelKind } from "@/api/providers";
import type { Model, Provider } from "@/api/types";
import { useExplain } from "@/i18n/useExplain";
import { Checkbox, ErrorBlock, Select, Skeleton, TextField } from "@/ui";
import { ModelConfigDialog } from "./ModelConfigDialog";
import { ModelRow } from "./ModelRow";
import { RemoveModel } from "./RemoveModel";

type Doing = { what: "config" | "remove"; model: Model };

/** The models of a provider: what they are, whether apps may use them, and a test that makes one real call. */
export function ModelTable({ provider, allowed }: { provider: Provider; allowed: boolean }) {
  const { t } = useTranslation(["providers", "models"]);
  const explain = useExplain();
  const models = useModels(provider.provider);
  const [query, setQuery] = useState("");
  const [kind, setKind] = useState<ModelKind | "all">("all");
  const [old, setOld] = useState(false);
  const [doing, setDoing] = useState<Doing>();
  if (models.error) {
    return <ErrorBlock className="m-3" {...explain(models.error)} onRetry={() => void models.refetch()} />;
  }
  if (!models.data) return <Skeleton className="m-3 h-20" />;
  const all = models.data.data;
  if (all.length === 0) return <p className="border-t p-3 text-base text-fg-3">{t("noModelsYet")}</p>;
  const kinds = [...new Set(all.map((model) => model.model_type))];
  const words = query.trim().toLowerCase();
  const shown = all.filter(
    (model) =>
      (kind === "all" || model.model_type === kind) &&
      (old || !model.deprecated) &&
      `${model.model} ${model.label.en_US} ${model.label.zh_Hans}`.toLowerCase().includes(words),
  );
  const current =
    doing && all.find((one) => one.model === doing.model.model && one.model_type === doing.model.model_type);
  const deprecated = all.filter((model) => model.deprecated).length;
  return (
    <div className="border-t">
      {all.length > 6 && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b px-3 py-2">
          <TextField
            type="search"
            className="w-56 max-sm:w-full"
            ariaLabel={t("searchModels")}
            placeholder={t("searchModels")}
            leading={<Search size={14} />}
            controlSize="compact"
            value={query}
            onChange={(event) => setQuery(event.target.value)}
          />
          {kinds.length > 1 && (
            <Select
              compact
              className="w-40"
              ariaLabel={t("kind")}
              value={kind}
              onValueChange={setKind}
              options={[
                { value: "all", label: t("anyKind") },
                ...kinds.map((value) => ({ value, label: t(`models:kind.${value}`) })),
              ]}
            />
          )}
          {deprecated > 0 && (
            <Checkbox label={t("showDeprecated", { count: deprecated })} checked={old} onCheckedChange={setOld} />
          )}
        </div>
      )}
      <ul aria-label={t("models")} className="max-h-[28rem] divide-y overflow-y-auto">
        {shown.map((model) => (
          <ModelRow
            key={`${model.model_type}/${model.model}`}
            provider={provider}
            model={model}
            allowed={allowed}
            onConfig={() => setDoing({ what: "config", model })}
            onRemove={() => setDoing({ what: "remove", model })}
          />
        ))}
        {shown.length === 0 && <li className="p-3 text-base text-fg-3">{t("noModelMatches")}</li>}
      </ul>
      {current && doing.what === "config" && (
        <ModelConfigDialog provider={provider} model={current} onClose={() => setDoing(undefined)} />
      )}
      {current && doing.what === "remove" && (
        <RemoveModel provider={provider} model={current} onClose={() => setDoing(undefined)} />
      )}
    </div>
  );
}
