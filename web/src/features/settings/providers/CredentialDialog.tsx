import { CheckCircle2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useProviderChanges } from "@/api/providers";
import type { Credential } from "@/api/types";
import { defaultsOf, problemsOf, valuesToSend, wordsIn } from "@/forms/schema";
import { SchemaForm } from "@/forms/SchemaForm";
import { Button, Dialog, TextField, toast } from "@/ui";
import { HelpLink } from "./HelpLink";
import { Refused } from "./Refused";
import { fieldsOf, type Scope } from "./scope";

/** What a secret is sent as that stays as it is. */
const KEEP = "[__HIDDEN__]";

/** Adds or changes a credential of a provider or of a custom model; the server checks it with a real call first. */
export function CredentialDialog({
  scope,
  credential,
  onClose,
}: {
  scope: Scope;
  credential?: Credential | undefined;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation(["providers", "common"]);
  const { provider, model } = scope;
  const { saveCredential, addModel, checkCredential } = useProviderChanges(provider.provider);
  const fields = fieldsOf(scope);
  const secret = new Set(fields.filter((field) => field.type === "secret-input").map((field) => field.variable));
  const masked = credential?.masked ?? {};
  const [values, setValues] = useState(() =>
    credential ? Object.fromEntries(Object.entries(masked).filter(([name]) => !secret.has(name))) : defaultsOf(fields),
  );
  const [start] = useState(values);
  const [name, setName] = useState(credential?.name ?? "");
  const [tried, setTried] = useState(false);
  const context = model ? { __model_type: model.model_type } : {};
  const problems = problemsOf(fields, { ...context, ...values }, masked);
  const label = model?.model ?? wordsIn(provider.label, i18n.language);

  const toSend = () => {
    const { __model_type: _, ...typed } = valuesToSend(fields, { ...context, ...values });
    const kept = [...secret].filter((field) => masked[field]).map((field) => [field, KEEP] as const);
    return { ...Object.fromEntries(kept), ...typed };
  };
  const ready = () => {
    setTried(true);
    return !busy && Object.keys(problems).length === 0;
  };
  const done = () => {
    toast.ok(t("credential.saved", { of: label }));
    onClose();
  };
  const save = () => {
    if (!ready()) return;
    checkCredential.reset();
    const credentials = toSend();
    const named = name.trim() ? { name: name.trim() } : {};
    if (model && !credential) addModel.mutate({ ...model, ...named, credentials }, { onSuccess: done });
    else
      saveCredential.mutate(
        { ...(credential ? { id: credential.id } : {}), ...named, credentials },
        { onSuccess: done },
      );
  };
  const check = () => {
    if (!ready()) return;
    saveCredential.reset();
    addModel.reset();
    checkCredential.mutate({ ...model, ...(credential ? { id: credential.id } : {}), credentials: toSend() });
  };
  const dirty = values !== start || name !== (credential?.name ?? "");
  const saving = saveCredential.isPending || addModel.isPending;
  const busy = saving || checkCredential.isPending;
  const tested = checkCredential.data;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(credential ? "credential.edit" : "credential.add", { of: label })}
      description={t("credential.text")}
      mayClose={() => !dirty || window.confirm(t("leave"))}
      onSubmit={save}
      footer={
        <>
          <HelpLink provider={provider} className="mr-auto self-center" />
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button loading={checkCredential.isPending} onClick={check}>
            {t("credential.check")}
          </Button>
          <Button type="submit" variant="primary" loading={saving}>
            {t("credential.save")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <SchemaForm
          fields={fields}
          values={values}
          onChange={setValues}
          masked={masked}
          context={context}
          problems={tried ? problems : {}}
        />
        <TextField
          label={t("credential.name")}
          optional
          maxLength={64}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <Refused error={saveCredential.error ?? addModel.error ?? checkCredential.error} />
        {tested?.result === "error" && <Refused text={tested.error ?? ""} />}
        {tested?.result === "success" && (
          <p role="status" className="flex items-center gap-1.5 text-base text-ok">
            <CheckCircle2 size={14} aria-hidden /> {t("credential.works")}
          </p>
        )}
      </div>
    </Dialog>
  );
}
