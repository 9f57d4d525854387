import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Credential, Provider } from "@/api/types";
import { wordsIn } from "@/forms/schema";
import { Badge, Button, Callout, Dialog } from "@/ui";
import { CredentialDialog } from "./CredentialDialog";
import { CredentialList } from "./CredentialList";
import { DeleteCredential } from "./DeleteCredential";
import { credentialsOf, type Scope } from "./scope";

/** What is done with one credential; shown instead of the list. */
export type Doing = { what: "add" | "edit" | "delete"; scope: Scope; credential?: Credential };

export function DoingDialog({ doing, onClose }: { doing: Doing; onClose: () => void }) {
  const { what, scope, credential } = doing;
  return what === "delete" && credential ? (
    <DeleteCredential scope={scope} credential={credential} onClose={onClose} />
  ) : (
    <CredentialDialog scope={scope} credential={credential} onClose={onClose} />
  );
}

/** The credentials of a provider, shared by its predefined models. */
export function CredentialsDialog({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const { t, i18n } = useTranslation("providers");
  const [doing, setDoing] = useState<Doing>();
  const scope: Scope = { provider };
  if (doing) return <DoingDialog doing={{ ...doing, scope }} onClose={() => setDoing(undefined)} />;
  const all = credentialsOf(scope);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("credentials.title", { of: wordsIn(provider.label, i18n.language) })}
      description={t("credentials.text")}
    >
      <div className="space-y-3">
        {all.length > 0 && !all.some((one) => one.current) && (
          <Callout tone="warn">{t("credentials.noneInUse")}</Callout>
        )}
        {all.length > 0 && (
          <CredentialList
            scope={scope}
            onEdit={(credential) => setDoing({ what: "edit", scope, credential })}
            onDelete={(credential) => setDoing({ what: "delete", scope, credential })}
          />
        )}
        <Button icon={<Plus size={14} />} onClick={() => setDoing({ what: "add", scope })}>
          {t("credentials.add")}
        </Button>
      </div>
    </Dialog>
  );
}

/** The credentials of all custom models of a provider; those of removed models stay here until they are deleted. */
export function ModelCredentialsDialog({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const { t, i18n } = useTranslation(["providers", "models"]);
  const [doing, setDoing] = useState<Doing>();
  if (doing) {
    return (
      <DoingDialog doing={{ ...doing, scope: { ...doing.scope, provider } }} onClose={() => setDoing(undefined)} />
    );
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="l"
      title={t("credentials.ofModels", { of: wordsIn(provider.label, i18n.language) })}
      description={t("credentials.ofModelsText")}
    >
      <div className="space-y-5">
        {provider.custom_models.length === 0 && <p className="text-base text-fg-3">{t("credentials.noModels")}</p>}
        {provider.custom_models.map((model) => {
          const scope: Scope = { provider, model: { model: model.model, model_type: model.model_type } };
          return (
            <section key={`${model.model_type}/${model.model}`} aria-label={model.model}>
              <h3 className="mb-1.5 flex items-center gap-2 text-base font-medium">
                <span className="truncate">{model.model}</span>
                <Badge tone="info">{t(`models:kind.${model.model_type}`)}</Badge>
                {model.removed && <Badge tone="warn">{t("credentials.removed")}</Badge>}
              </h3>
              <CredentialList
                scope={scope}
                onEdit={(credential) => setDoing({ what: "edit", scope, credential })}
                onDelete={(credential) => setDoing({ what: "delete", scope, credential })}
              />
            </section>
          );
        })}
      </div>
    </Dialog>
  );
}
