import { useTranslation } from "react-i18next";
import { useDefaultModels, useModelsOfType, useSetDefaultModels } from "@/api/providers";
import { wordsIn } from "@/forms/schema";
import { useExplain } from "@/i18n/useExplain";
import { Combobox, ErrorBlock, Skeleton, toast } from "@/ui";

const KINDS = ["llm", "text-embedding", "rerank"] as const;
type Kind = (typeof KINDS)[number];
const SEPARATOR = "\u0000";

export function DefaultModels({ allowed }: { allowed: boolean }) {
  const { t } = useTranslation("settings");
  const explain = useExplain();
  const defaults = useDefaultModels();
  if (defaults.error) {
    return <ErrorBlock {...explain(defaults.error)} onRetry={() => void defaults.refetch()} />;
  }
  return (
    <section>
      <h3 className="text-read">{t("providers.defaults")}</h3>
      <p className="mb-2 text-small text-fg-3">{t("providers.defaultsText")}</p>
      {defaults.data ? (
        <div className="grid gap-3 sm:grid-cols-3">
          {KINDS.map((kind) => {
            const chosen = defaults.data.data[kind];
            return (
              <DefaultModel
                key={kind}
                kind={kind}
                allowed={allowed}
                value={chosen ? chosen.provider + SEPARATOR + chosen.model : undefined}
              />
            );
          })}
        </div>
      ) : (
        <Skeleton className="h-14" />
      )}
    </section>
  );
}

function DefaultModel({ kind, value, allowed }: { kind: Kind; value: string | undefined; allowed: boolean }) {
  const { t, i18n } = useTranslation("settings");
  const explain = useExplain();
  const models = useModelsOfType(kind).data?.data ?? [];
  const save = useSetDefaultModels();
  const options = models.flatMap((provider) =>
    provider.models.map((model) => ({
      value: provider.provider + SEPARATOR + model.model,
      text: wordsIn(model.label, i18n.language) || model.model,
      group: wordsIn(provider.label, i18n.language),
    })),
  );
  return (
    <Combobox
      label={t(`providers.type.${kind}`)}
      placeholder={t("providers.noDefault")}
      empty={t("providers.noModels")}
      disabled={!allowed || save.isPending}
      value={value}
      options={options}
      onValueChange={(next) => {
        const [provider = "", model = ""] = next.split(SEPARATOR);
        save.mutate({ [kind]: { provider, model } }, { onError: (error) => toast.bad(explain(error).title) });
      }}
    />
  );
}
