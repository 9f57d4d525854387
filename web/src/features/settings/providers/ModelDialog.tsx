import { ChevronRight, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useProviderChanges } from "@/api/providers";
import type { Provider } from "@/api/types";
import { defaultsOf, problemsOf, valuesToSend, wordsIn, type FieldSchema, type Values } from "@/forms/schema";
import { SchemaForm } from "@/forms/SchemaForm";
import { Badge, Button, Dialog, RadioCards, Segmented, Select, TextField, toast } from "@/ui";
import { HelpLink } from "./HelpLink";
import { Refused } from "./Refused";
import { RemoteModels } from "./RemoteModels";
import { useAddModels } from "./useAddModels";

/** Servers that tell a model's id from its name list ids. */
const ID_FIELD = "model_uid";

/** What it takes to reach the server; all else says what a model can do. */
const reaches = (field: FieldSchema) =>
  field.required === true || field.type === "secret-input" || /url|base|host|region|version/.test(field.variable);

/** Adds custom models: one by its name, or several of those that the server says it has. */
export function ModelDialog({
  provider,
  address,
  onClose,
}: {
  provider: Provider;
  /** Of a server that was found; its list is asked for first. */
  address?: string;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation(["providers", "models", "common", "settings"]);
  const form = provider.model_credential_schema;
  const fields = form?.credential_form_schemas ?? [];
  const [type, setType] = useState(provider.supported_model_types[0] ?? "llm");
  const [model, setModel] = useState("");
  const [name, setName] = useState("");
  const [values, setValues] = useState<Values>(() => {
    const place = address && fields.find((field) => /url|base/.test(field.variable));
    return { ...defaultsOf(fields), ...(place ? { [place.variable]: address } : {}) };
  });
  const [start] = useState(values);
  const [tried, setTried] = useState(false);
  const [from, setFrom] = useState<"name" | "list">(address ? "list" : "name");
  const adding = useAddModels(provider);
  const listed = from === "list";
  const context = { __model_type: type };
  const shown = listed ? fields.filter((field) => field.variable !== ID_FIELD) : fields;
  const found = problemsOf(shown, { ...context, ...values });
  const label = wordsIn(provider.label, i18n.language);
  const credentials = () => {
    const { __model_type: _, ...typed } = valuesToSend(shown, { ...context, ...values });
    return typed;
  };
  const done = (names: readonly string[]) => {
    toast.ok(t("model.added", { model: names.join(", ") }));
    onClose();
  };
  const submit = () => {
    setTried(true);
    if (adding.busy || Object.keys(found).length > 0) return;
    if (listed) {
      const own = fields.some((field) => field.variable === ID_FIELD);
      const size = fields.some((field) => field.variable === "context_size");
      const wanted = adding.chosen.map((one) => ({
        model: one.model,
        model_type: one.model_type,
        credentials: {
          ...credentials(),
          ...(own ? { [ID_FIELD]: one.model } : {}),
          ...(size && one.context_size ? { context_size: one.context_size } : {}),
        },
      }));
      if (wanted.length > 0) void adding.add(wanted).then((all) => all && done(wanted.map((one) => one.model)));
    } else if (model.trim()) {
      const named = name.trim() ? { name: name.trim() } : {};
      const wanted = { model: model.trim(), model_type: type, ...named, credentials: credentials() };
      void adding.add([wanted]).then((all) => all && done([wanted.model]));
    }
  };
  const asked = (some: readonly FieldSchema[]) => ({
    fields: some,
    values: Object.fromEntries(some.map((field) => [field.variable, values[field.variable]])),
    onChange: (next: Values) => setValues((old) => ({ ...old, ...next })),
    context: { ...context, ...values },
    problems: tried ? found : {},
  });
  const types = provider.supported_model_types.map((value) => ({ value, label: t(`models:kind.${value}`) }));
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("model.addTitle", { of: label })}
      description={t("credential.text")}
      mayClose={() => (values === start && model === "") || window.confirm(t("leave"))}
      onSubmit={submit}
      footer={
        <>
          <HelpLink provider={provider} className="mr-auto self-center" />
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button
            type="submit"
            variant="primary"
            loading={adding.busy}
            disabledReason={listed && adding.chosen.length === 0 ? t("remote.chooseFirst") : undefined}
          >
            {listed ? t("remote.add", { count: adding.chosen.length }) : t("credential.save")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <Removed provider={provider} onClose={onClose} />
        <Segmented
          label={t("model.from")}
          value={from}
          onValueChange={setFrom}
          options={[
            { value: "name", label: t("model.byName") },
            { value: "list", label: t("model.byList") },
          ]}
        />
        {!listed &&
          (types.length <= 3 ? (
            <RadioCards label={t("kind")} columns={3} value={type} onValueChange={setType} options={types} />
          ) : (
            <Select label={t("kind")} value={type} onValueChange={setType} options={types} />
          ))}
        {!listed && (
          <TextField
            label={wordsIn(form?.model?.label, i18n.language) || t("model.name")}
            placeholder={wordsIn(form?.model?.placeholder, i18n.language)}
            autoFocus
            autoComplete="off"
            spellCheck={false}
            value={model}
            onChange={(event) => setModel(event.target.value)}
            error={tried && !model.trim() && t("settings:account.required")}
          />
        )}
        <SchemaForm {...asked(listed ? shown.filter(reaches) : shown)} />
        {listed ? (
          <RemoteModels
            provider={provider}
            chosen={adding.chosen}
            onChoose={adding.choose}
            refused={adding.refused}
            credentials={() => {
              setTried(true);
              return Object.keys(found).length > 0 ? undefined : credentials();
            }}
          >
            <details className="group rounded-control border">
              <summary className="flex h-8 list-none items-center gap-1.5 px-3 text-base text-fg-2">
                <ChevronRight aria-hidden size={13} className="group-open:rotate-90" />
                {t("remote.settings")}
              </summary>
              <div className="border-t p-3">
                <SchemaForm {...asked(shown.filter((field) => !reaches(field)))} />
              </div>
            </details>
          </RemoteModels>
        ) : (
          <>
            <TextField
              label={t("credential.name")}
              optional
              maxLength={64}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
            <Refused error={adding.error} />
          </>
        )}
      </div>
    </Dialog>
  );
}

/** Models that were removed while their credentials were kept: back with one click. */
function Removed({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const { t } = useTranslation(["providers", "models"]);
  const { addModel } = useProviderChanges(provider.provider);
  const removed = provider.custom_models.filter((one) => one.removed && one.credentials.length > 0);
  if (removed.length === 0) return null;
  const again = (one: (typeof removed)[number]) => {
    const credential = one.credentials.find((other) => other.current) ?? one.credentials[0];
    if (!credential) return;
    addModel.mutate(
      { model: one.model, model_type: one.model_type, credential_id: credential.id, credentials: credential.masked },
      {
        onSuccess: () => {
          toast.ok(t("model.added", { model: one.model }));
          onClose();
        },
      },
    );
  };
  return (
    <section aria-label={t("model.removedOnes")} className="rounded-control bg-sunken px-3 py-2">
      <h3 className="mb-1 text-small text-fg-2">{t("model.removedOnes")}</h3>
      <ul className="space-y-1">
        {removed.map((one) => (
          <li key={`${one.model_type}/${one.model}`} className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate">{one.model}</span>
            <Badge tone="info">{t(`models:kind.${one.model_type}`)}</Badge>
            <Button
              size="inline"
              icon={<Undo2 size={12} />}
              aria-label={t("model.againNamed", { model: one.model })}
              loading={addModel.isPending && addModel.variables?.model === one.model}
              onClick={() => again(one)}
            >
              {t("model.again")}
            </Button>
          </li>
        ))}
      </ul>
      <Refused error={addModel.error} />
    </section>
  );
}
