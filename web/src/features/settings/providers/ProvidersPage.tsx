import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useProviders } from "@/api/providers";
import type { Provider } from "@/api/types";
import { may, useWorkspace } from "@/api/workspace";
import { wordsIn } from "@/forms/schema";
import { useExplain } from "@/i18n/useExplain";
import { Button, Callout, EmptyState, ErrorBlock, Skeleton, TextField } from "@/ui";
import { CredentialDialog } from "./CredentialDialog";
import { CredentialsDialog } from "./CredentialsDialog";
import { DefaultModels } from "./DefaultModels";
import { ModelDialog } from "./ModelDialog";
import { ProviderCard } from "./ProviderCard";
import { ProviderIcon } from "./ProviderIcon";

export type Opened = { what: "connect" | "credentials" | "model"; provider: string };

export function ProvidersPage() {
  const { t, i18n } = useTranslation("settings");
  const explain = useExplain();
  const providers = useProviders();
  const allowed = may.administrate(useWorkspace().data?.role);
  const [query, setQuery] = useState("");
  const [opened, setOpened] = useState<Opened>();
  if (providers.error) return <ErrorBlock {...explain(providers.error)} onRetry={() => void providers.refetch()} />;
  if (!providers.data) return <Skeleton className="h-64" />;
  const words = query.trim().toLowerCase();
  const matches = (provider: Provider) =>
    [provider.provider, provider.label.en_US, provider.label.zh_Hans, ...provider.supported_model_types]
      .join(" ")
      .toLowerCase()
      .includes(words);
  const all = providers.data.data;
  const found = all.filter(matches);
  const active = found.filter((provider) => provider.status === "active");
  const others = found.filter((provider) => provider.status !== "active");
  const current = all.find((provider) => provider.provider === opened?.provider);
  const close = () => setOpened(undefined);
  return (
    <div className="space-y-7 pb-4">
      {!allowed && <Callout>{t("providers.adminOnly")}</Callout>}
      <DefaultModels allowed={allowed} />
      <TextField
        type="search"
        className="max-w-72"
        ariaLabel={t("providers.search")}
        placeholder={t("providers.search")}
        leading={<Search size={14} />}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      {active.length > 0 && (
        <section className="space-y-2">
          <h3 className="text-read">{t("providers.connected")}</h3>
          {active.map((provider) => (
            <ProviderCard key={provider.provider} provider={provider} allowed={allowed} onOpen={setOpened} />
          ))}
        </section>
      )}
      {others.length > 0 && (
        <section className="space-y-2">
          <h3 className="text-read">{t("providers.toConnect")}</h3>
          <ul className="grid gap-2 md:grid-cols-2">
            {others.map((provider) => (
              <li key={provider.provider} className="flex items-center gap-3 rounded-card border bg-surface p-3">
                <ProviderIcon provider={provider} />
                <div className="min-w-0 flex-1">
                  <p className="truncate font-medium">{wordsIn(provider.label, i18n.language)}</p>
                  <p className="line-clamp-2 text-small text-fg-3">
                    {wordsIn(provider.description, i18n.language) ||
                      provider.supported_model_types.map((kind) => t(`providers.type.${kind as "llm"}`)).join(" · ")}
                  </p>
                </div>
                {allowed && (
                  <Button
                    size="compact"
                    aria-label={`${t("providers.connect")} ${wordsIn(provider.label, i18n.language)}`}
                    onClick={() =>
                      setOpened({ what: byModel(provider) ? "model" : "connect", provider: provider.provider })
                    }
                  >
                    {t("providers.connect")}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {found.length === 0 && <EmptyState title={t("providers.nothing")} />}
      {current && opened?.what === "connect" && <CredentialDialog provider={current} onClose={close} />}
      {current && opened?.what === "credentials" && <CredentialsDialog provider={current} onClose={close} />}
      {current && opened?.what === "model" && <ModelDialog provider={current} onClose={close} />}
    </div>
  );
}

/** Providers of self-hosted servers have no key of their own: each model brings its address. */
const byModel = (provider: Provider) => !provider.provider_credential_schema?.credential_form_schemas.length;
