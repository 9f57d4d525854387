import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Provider } from "@/api/types";
import { wordsIn } from "@/forms/schema";
import { Badge, Button } from "@/ui";
import { CredentialDialog } from "./CredentialDialog";
import { HelpLink } from "./HelpLink";
import { ModelDialog } from "./ModelDialog";
import { ProviderIcon } from "./ProviderIcon";
import { hasOwnKey } from "./scope";

/** Providers that nothing is stored of yet. */
export function Gallery({ providers, allowed }: { providers: readonly Provider[]; allowed: boolean }) {
  const { t, i18n } = useTranslation(["providers", "models"]);
  const [connecting, setConnecting] = useState<string>();
  const current = providers.find((one) => one.provider === connecting);
  const close = () => setConnecting(undefined);
  return (
    <>
      <ul className="grid gap-2 md:grid-cols-2">
        {providers.map((provider) => {
          const label = wordsIn(provider.label, i18n.language);
          return (
            <li key={provider.provider} className="flex flex-col rounded-card border bg-surface p-3">
              <div className="flex items-start gap-3">
                <ProviderIcon provider={provider} />
                <div className="min-w-0 flex-1">
                  <p className="truncate font-medium">{label}</p>
                  <p className="line-clamp-2 text-small text-fg-3">{wordsIn(provider.description, i18n.language)}</p>
                </div>
                {allowed && (
                  <Button
                    size="compact"
                    aria-label={t("connectNamed", { of: label })}
                    onClick={() => setConnecting(provider.provider)}
                  >
                    {hasOwnKey(provider) ? t("connect") : t("addModel")}
                  </Button>
                )}
              </div>
              <div className="mt-auto flex flex-wrap items-center gap-1 pt-2">
                {provider.supported_model_types.map((kind) => (
                  <Badge key={kind}>{t(`models:kind.${kind}`)}</Badge>
                ))}
                <HelpLink provider={provider} className="ml-auto text-small" />
              </div>
            </li>
          );
        })}
      </ul>
      {current &&
        (hasOwnKey(current) ? (
          <CredentialDialog scope={{ provider: current }} onClose={close} />
        ) : (
          <ModelDialog provider={current} onClose={close} />
        ))}
    </>
  );
}
