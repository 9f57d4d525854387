import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useProviders, type ModelKind } from "@/api/providers";
import type { Provider } from "@/api/types";
import { may, useWorkspace } from "@/api/workspace";
import { useExplain } from "@/i18n/useExplain";
import { Button, Callout, EmptyState, ErrorBlock, Select, Skeleton, TextField } from "@/ui";
import { DefaultModels } from "./DefaultModels";
import { Gallery } from "./Gallery";
import { LocalServers, LookForLocal } from "./LocalServers";
import { ProviderCard } from "./ProviderCard";
import { isKnown } from "./scope";

/** Where models come from: what is set up, and what can be. */
export function ProvidersPage() {
  const { t } = useTranslation(["providers", "models", "settings"]);
  const explain = useExplain();
  const providers = useProviders();
  const allowed = may.administrate(useWorkspace().data?.role);
  const [query, setQuery] = useState("");
  const [kind, setKind] = useState<ModelKind | "all">("all");
  if (providers.error) return <ErrorBlock {...explain(providers.error)} onRetry={() => void providers.refetch()} />;
  if (!providers.data) return <Skeleton className="h-64" />;
  const all = providers.data.data;
  const kinds = [...new Set(all.flatMap((one) => one.supported_model_types))];
  const found = all.filter((one) => matches(one, query, kind));
  const known = found.filter(isKnown);
  const others = found.filter((one) => !isKnown(one));
  return (
    <div className="space-y-6 pb-4">
      {!allowed && <Callout>{t("settings:providers.adminOnly")}</Callout>}
      <DefaultModels allowed={allowed} />
      {allowed && <LocalServers providers={all} />}
      <div className="flex flex-wrap gap-2">
        <TextField
          type="search"
          className="w-72 max-sm:w-full"
          ariaLabel={t("search")}
          placeholder={t("search")}
          leading={<Search size={14} />}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <Select
          className="w-44 max-sm:w-full"
          ariaLabel={t("kind")}
          value={kind}
          onValueChange={setKind}
          options={[
            { value: "all", label: t("anyKind") },
            ...kinds.map((value) => ({ value, label: t(`models:kind.${value}`) })),
          ]}
        />
        {allowed && (
          <span className="ml-auto">
            <LookForLocal />
          </span>
        )}
      </div>
      {known.length > 0 && (
        <section aria-labelledby="providers-known" className="space-y-2">
          <h3 id="providers-known" className="text-read">
            {t("known")} <span className="tabular text-small font-normal text-fg-3">{known.length}</span>
          </h3>
          {known.map((provider) => (
            <ProviderCard key={provider.provider} provider={provider} allowed={allowed} />
          ))}
        </section>
      )}
      {others.length > 0 && (
        <section aria-labelledby="providers-others" className="space-y-2">
          <h3 id="providers-others" className="text-read">
            {t("others")} <span className="tabular text-small font-normal text-fg-3">{others.length}</span>
          </h3>
          <Gallery providers={others} allowed={allowed} />
        </section>
      )}
      {found.length === 0 && (
        <EmptyState
          title={t("nothing")}
          action={
            <Button
              onClick={() => {
                setQuery("");
                setKind("all");
              }}
            >
              {t("clear")}
            </Button>
          }
        />
      )}
    </div>
  );
}

function matches(provider: Provider, query: string, kind: ModelKind | "all") {
  if (kind !== "all" && !provider.supported_model_types.includes(kind)) return false;
  const { label, description } = provider;
  const text = [provider.provider, label.en_US, label.zh_Hans, description.en_US, description.zh_Hans].join(" ");
  return text.toLowerCase().includes(query.trim().toLowerCase());
}
