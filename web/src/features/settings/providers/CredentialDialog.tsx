import { ExternalLink } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useProviderChanges } from "@/api/providers";
import type { Credential, Provider } from "@/api/types";
import { defaultsOf, problemsOf, valuesToSend, wordsIn, type Values } from "@/forms/schema";
import { SchemaForm } from "@/forms/SchemaForm";
import { useExplain } from "@/i18n/useExplain";
import { Button, Dialog, ErrorBlock, TextField, toast } from "@/ui";

/** What a secret is sent as that stays as it is. */
const KEEP = "[__HIDDEN__]";

/** Non-secret values come back readable; secrets come back masked and are only replaced. */
function startValues(provider: Provider, credential: Credential | undefined): Values {
  const fields = provider.provider_credential_schema?.credential_form_schemas ?? [];
  if (!credential) return defaultsOf(fields);
  const secret = new Set(fields.filter((field) => field.type === "secret-input").map((field) => field.variable));
  return Object.fromEntries(Object.entries(credential.masked).filter(([name]) => !secret.has(name)));
}

/** Adds or changes a credential of a provider. The server checks it with a real call before it stores it. */
export function CredentialDialog({
  provider,
  credential,
  onClose,
}: {
  provider: Provider;
  credential?: Credential | undefined;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation(["settings", "common"]);
  const explain = useExplain();
  const { saveCredential } = useProviderChanges(provider.provider);
  const fields = provider.provider_credential_schema?.credential_form_schemas ?? [];
  const label = wordsIn(provider.label, i18n.language);
  const [values, setValues] = useState(() => startValues(provider, credential));
  const [name, setName] = useState(credential?.name ?? "");
  const [tried, setTried] = useState(false);
  const masked = credential?.masked ?? {};
  const problems = tried ? problemsOf(fields, values, masked) : {};
  const kept = Object.fromEntries(
    fields.flatMap((field) =>
      field.type === "secret-input" && masked[field.variable] ? [[field.variable, KEEP]] : [],
    ),
  );
  const helpUrl = wordsIn(provider.help?.url, i18n.language);
  const submit = () => {
    setTried(true);
    if (saveCredential.isPending || Object.keys(problemsOf(fields, values, masked)).length > 0) return;
    saveCredential.mutate(
      {
        ...(credential ? { id: credential.id } : {}),
        name: name.trim(),
        credentials: { ...kept, ...valuesToSend(fields, values) },
      },
      {
        onSuccess: () => {
          toast.ok(t("providers.credentialDialog.saved", { provider: label }));
          onClose();
        },
      },
    );
  };
  const failure = saveCredential.error && explain(saveCredential.error);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(credential ? "providers.credentialDialog.edit" : "providers.credentialDialog.title", {
        provider: label,
      })}
      description={t("providers.credentialDialog.text")}
      onSubmit={submit}
      footer={
        <>
          {helpUrl && (
            <a
              href={helpUrl}
              target="_blank"
              rel="noreferrer"
              className="mr-auto flex items-center gap-1 self-center text-base"
            >
              {wordsIn(provider.help?.title, i18n.language) || t("providers.credentialDialog.help")}
              <ExternalLink aria-hidden size={12} />
            </a>
          )}
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={saveCredential.isPending}>
            {t("providers.credentialDialog.save")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <SchemaForm fields={fields} values={values} onChange={setValues} masked={masked} problems={problems} />
        <TextField
          label={t("providers.credentialDialog.name")}
          optional
          maxLength={64}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        {failure && (
          <ErrorBlock
            title={t("providers.credentialDialog.failed")}
            details={[failure.title, failure.details].filter(Boolean).join("\n")}
          />
        )}
      </div>
    </Dialog>
  );
}
