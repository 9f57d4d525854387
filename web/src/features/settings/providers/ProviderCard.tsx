import { ChevronDown, KeyRound, MoreHorizontal, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Provider } from "@/api/types";
import { wordsIn } from "@/forms/schema";
import { Badge, Button, cn, IconButton, Menu, StatusDot } from "@/ui";
import { CredentialsDialog, ModelCredentialsDialog } from "./CredentialsDialog";
import { ModelDialog } from "./ModelDialog";
import { ModelTable } from "./ModelTable";
import { ProviderIcon } from "./ProviderIcon";
import { hasOwnKey, needsNoKey, takesModels } from "./scope";

/** A provider that is set up: its state, its credentials, its models. */
export function ProviderCard({ provider, allowed }: { provider: Provider; allowed: boolean }) {
  const { t, i18n } = useTranslation(["providers", "models"]);
  const [open, setOpen] = useState(false);
  const [dialog, setDialog] = useState<"credentials" | "model" | "modelCredentials">();
  const label = wordsIn(provider.label, i18n.language);
  const keyed = hasOwnKey(provider);
  const close = () => setDialog(undefined);
  return (
    <article aria-label={label} className="rounded-card border bg-surface">
      <div className="flex flex-wrap items-center gap-3 p-3">
        <ProviderIcon provider={provider} />
        <div className="min-w-0 flex-1 max-sm:basis-52">
          <p className="flex flex-wrap items-center gap-x-2">
            <span className="truncate font-medium">{label}</span>
            <State provider={provider} />
          </p>
          <p className="mt-0.5 flex flex-wrap gap-1">
            {provider.supported_model_types.map((kind) => (
              <Badge key={kind}>{t(`models:kind.${kind}`)}</Badge>
            ))}
          </p>
          {needsNoKey(provider) && (
            <p className="mt-1 text-small text-fg-2">{wordsIn(provider.description, i18n.language)}</p>
          )}
        </div>
        {allowed && (
          <div className="flex flex-wrap gap-1.5">
            {keyed && (
              <Button size="compact" icon={<KeyRound size={13} />} onClick={() => setDialog("credentials")}>
                {t("configure")}
              </Button>
            )}
            {takesModels(provider) && (
              <Button size="compact" icon={<Plus size={13} />} onClick={() => setDialog("model")}>
                {t("addModel")}
              </Button>
            )}
            {provider.custom_models.length > 0 && (
              <Menu
                trigger={
                  <IconButton size="compact" label={t("more", { of: label })} icon={<MoreHorizontal size={14} />} />
                }
                entries={[
                  {
                    label: t("credentials.manage"),
                    icon: <KeyRound size={13} />,
                    onSelect: () => setDialog("modelCredentials"),
                  },
                ]}
              />
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
        {open ? t("hideModels") : t("showModels")}
      </button>
      {open && <ModelTable provider={provider} allowed={allowed} />}
      {dialog === "credentials" && <CredentialsDialog provider={provider} onClose={close} />}
      {dialog === "modelCredentials" && <ModelCredentialsDialog provider={provider} onClose={close} />}
      {dialog === "model" && <ModelDialog provider={provider} onClose={close} />}
    </article>
  );
}

/** Which credential is in use, or what is missing. */
function State({ provider }: { provider: Provider }) {
  const { t } = useTranslation("providers");
  const current = provider.credentials.find((one) => one.current);
  if (current) {
    const others = provider.credentials.length - 1;
    return (
      <StatusDot tone="ok">
        {current.name || t("credentials.unnamed")}
        {others > 0 && <span className="text-fg-3">{t("credentials.others", { count: others })}</span>}
      </StatusDot>
    );
  }
  if (provider.credentials.length > 0) return <StatusDot tone="warn">{t("credentials.noneShort")}</StatusDot>;
  if (needsNoKey(provider)) return <StatusDot tone="ok">{t("needsNoKey")}</StatusDot>;
  const models = provider.custom_models.filter((one) => !one.removed);
  if (models.length === 0) return <StatusDot tone="neutral">{t("onlyCredentials")}</StatusDot>;
  return <StatusDot tone="ok">{t("customModels", { count: models.length })}</StatusDot>;
}
