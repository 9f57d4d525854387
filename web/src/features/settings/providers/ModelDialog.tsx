import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useProviderChanges } from "@/api/providers";
import type { Provider } from "@/api/types";
import { defaultsOf, problemsOf, valuesToSend, wordsIn, type Values } from "@/forms/schema";
import { SchemaForm } from "@/forms/SchemaForm";
import { useExplain } from "@/i18n/useExplain";
import { Button, Dialog, ErrorBlock, RadioCards, Select, TextField, toast } from "@/ui";

/** Adds a model by its name on that server, with what is needed to reach it. */
export function ModelDialog({ provider, onClose }: { provider: Provider; onClose: () => void }) {
  const { t, i18n } = useTranslation(["settings", "common"]);
  const explain = useExplain();
  const { addModel } = useProviderChanges(provider.provider);
  const form = provider.model_credential_schema;
  const fields = form?.credential_form_schemas ?? [];
  const label = wordsIn(provider.label, i18n.language);
  const [type, setType] = useState(provider.supported_model_types[0] ?? "llm");
  const [model, setModel] = useState("");
  const [values, setValues] = useState<Values>(() => defaultsOf(fields));
  const [tried, setTried] = useState(false);
  const context = { __model_type: type };
  const found = problemsOf(fields, { ...context, ...values });
  const types = provider.supported_model_types.map((value) => ({
    value,
    label: t(`providers.type.${value as "llm"}`),
  }));
  const nameLabel = wordsIn(form?.model?.label, i18n.language) || t("providers.modelDialog.name");
  const submit = () => {
    setTried(true);
    if (addModel.isPending || !model.trim() || Object.keys(found).length > 0) return;
    const credentials = valuesToSend(fields, { ...context, ...values });
    delete credentials.__model_type;
    addModel.mutate(
      { model: model.trim(), model_type: type, credentials },
      {
        onSuccess: () => {
          toast.ok(t("providers.modelDialog.added", { model: model.trim() }));
          onClose();
        },
      },
    );
  };
  const failure = addModel.error && explain(addModel.error);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("providers.modelDialog.title", { provider: label })}
      description={t("providers.credentialDialog.text")}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={addModel.isPending}>
            {t("providers.credentialDialog.save")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        {types.length <= 3 ? (
          <RadioCards
            label={t("providers.modelDialog.type")}
            columns={3}
            value={type}
            onValueChange={setType}
            options={types}
          />
        ) : (
          <Select label={t("providers.modelDialog.type")} value={type} onValueChange={setType} options={types} />
        )}
        <TextField
          label={nameLabel}
          placeholder={wordsIn(form?.model?.placeholder, i18n.language)}
          autoFocus
          autoComplete="off"
          spellCheck={false}
          value={model}
          onChange={(event) => setModel(event.target.value)}
          error={tried && !model.trim() && t("account.required")}
        />
        <SchemaForm
          fields={fields}
          values={values}
          onChange={setValues}
          context={context}
          problems={tried ? found : {}}
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
