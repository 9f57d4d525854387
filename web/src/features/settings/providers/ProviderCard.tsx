import { ChevronDown, KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Provider } from "@/api/types";
import { wordsIn } from "@/forms/schema";
import { Badge, Button, cn, StatusDot } from "@/ui";
import { ModelTable } from "./ModelTable";
import { ProviderIcon } from "./ProviderIcon";
import type { Opened } from "./ProvidersPage";

export function ProviderCard({
  provider,
  allowed,
  onOpen,
}: {
  provider: Provider;
  allowed: boolean;
  onOpen: (opened: Opened) => void;
}) {
  const { t, i18n } = useTranslation("settings");
  const [open, setOpen] = useState(false);
  const keyed = (provider.provider_credential_schema?.credential_form_schemas.length ?? 0) > 0;
  const custom = provider.configurate_methods.includes("customizable-model");
  return (
    <article className="rounded-card border bg-surface">
      <div className="flex flex-wrap items-center gap-3 p-3">
        <ProviderIcon provider={provider} />
        <div className="min-w-0 flex-1 max-sm:basis-52">
          <p className="flex items-center gap-2">
            <span className="truncate font-medium">{wordsIn(provider.label, i18n.language)}</span>
            <StatusDot tone="ok">
              {keyed ? t("providers.credentialsCount", { count: provider.credentials.length }) : t("providers.active")}
            </StatusDot>
          </p>
          <p className="mt-0.5 flex flex-wrap gap-1">
            {provider.supported_model_types.map((kind) => (
              <Badge key={kind}>{t(`providers.type.${kind as "llm"}`)}</Badge>
            ))}
          </p>
        </div>
        {allowed && (
          <div className="flex flex-wrap gap-1.5">
            {keyed && (
              <Button
                size="compact"
                icon={<KeyRound size={13} />}
                onClick={() => onOpen({ what: "credentials", provider: provider.provider })}
              >
                {t("providers.configure")}
              </Button>
            )}
            {custom && (
              <Button
                size="compact"
                icon={<Plus size={13} />}
                onClick={() => onOpen({ what: "model", provider: provider.provider })}
              >
                {t("providers.addModel")}
              </Button>
            )}
          </div>
        )}
      </div>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
        className="flex h-8 w-full items-center gap-1.5 border-t px-3 text-small text-fg-2 hover:bg-hover last:rounded-b-card"
      >
        <ChevronDown aria-hidden size={13} className={cn(!open && "-rotate-90")} />
        {open ? t("providers.hideModels") : t("providers.showModels")}
      </button>
      {open && <ModelTable provider={provider} allowed={allowed} />}
    </article>
  );
}
