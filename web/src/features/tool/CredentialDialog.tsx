import { ExternalLink } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useToolCredentials, type ToolCredential, type ToolProvider } from "@/api/tools";
import { defaultsOf, problemsOf, valuesToSend, type Values } from "@/forms/schema";
import { SchemaForm } from "@/forms/SchemaForm";
import { useExplain } from "@/i18n/useExplain";
import { Button, Callout, Dialog, ErrorBlock, TextField, toast } from "@/ui";
import { asTexts, credentialFields, KEEP } from "./fields";

type Props = {
  provider: ToolProvider;
  title: string;
  credential?: ToolCredential | undefined;
  onClose: () => void;
};

/** Adds or changes a credential; the tool tries it before it is stored. */
export function CredentialDialog({ provider, title, credential, onClose }: Props) {
  const { t } = useTranslation(["tools", "common"]);
  const explain = useExplain();
  const { save, check } = useToolCredentials(provider.id);
  const fields = credentialFields(provider);
  const secret = new Set(fields.filter((field) => field.type === "secret-input").map((field) => field.variable));
  const masked: Record<string, string> = credential?.masked ?? {};
  const [name, setName] = useState(credential?.name ?? "");
  const [values, setValues] = useState<Values>(() =>
    credential
      ? Object.fromEntries(Object.entries(masked).filter(([field]) => !secret.has(field)))
      : defaultsOf(fields),
  );
  const [tried, setTried] = useState(false);
  const problems = tried ? problemsOf(fields, values, masked) : {};
  const help = provider.credential_schema.find((field) => field.url)?.url;
  const ready = () => {
    setTried(true);
    return !save.isPending && !check.isPending && Object.keys(problemsOf(fields, values, masked)).length === 0;
  };
  const body = () => {
    const kept = Object.fromEntries([...secret].filter((field) => masked[field]).map((field) => [field, KEEP]));
    return { id: credential?.id, credentials: asTexts({ ...kept, ...valuesToSend(fields, values) }) };
  };
  const submit = () => {
    if (!ready()) return;
    check.reset();
    save.mutate(
      { ...body(), name: name.trim() },
      {
        onSuccess: () => {
          toast.ok(t("credentials.saved", { provider: title }));
          onClose();
        },
      },
    );
  };
  const failure = save.error && explain(save.error);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(credential ? "credentials.editTitle" : "credentials.addTitle", { provider: title })}
      description={t("credentials.shared")}
      onSubmit={submit}
      footer={
        <>
          {help && (
            <a
              href={help}
              target="_blank"
              rel="noreferrer"
              className="mr-auto flex items-center gap-1 self-center text-base"
            >
              {t("credentials.help")}
              <ExternalLink aria-hidden size={12} />
            </a>
          )}
          <Button
            loading={check.isPending}
            onClick={() => {
              if (!ready()) return;
              save.reset();
              check.mutate(body());
            }}
          >
            {t("credentials.check")}
          </Button>
          <Button type="submit" variant="primary" loading={save.isPending}>
            {t("credentials.save")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <SchemaForm fields={fields} values={values} onChange={setValues} masked={masked} problems={problems} />
        <TextField
          label={t("credentials.name")}
          optional
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        {check.data?.result === "success" && <Callout tone="ok">{t("credentials.works")}</Callout>}
        {check.data?.result === "error" && (
          <ErrorBlock title={t("credentials.failed")} details={check.data.error ?? undefined} />
        )}
        {check.error && <ErrorBlock {...explain(check.error)} />}
        {failure && (
          <ErrorBlock title={t("credentials.failed")} details={[failure.title, failure.details].join("\n")} />
        )}
      </div>
    </Dialog>
  );
}
