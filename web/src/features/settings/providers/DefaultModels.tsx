import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDefaultModels, useSetDefaultModels, type ModelKind } from "@/api/providers";
import { useExplain } from "@/i18n/useExplain";
import { ModelPicker } from "@/models/ModelPicker";
import { Button, Callout, Dialog, ErrorBlock, Skeleton, toast } from "@/ui";

type Choices = Partial<Record<string, { provider: string; model: string } | null>>;

/** The model of each kind that is used where an app or node names none. */
export function DefaultModels({ allowed }: { allowed: boolean }) {
  const { t } = useTranslation(["providers", "models"]);
  const explain = useExplain();
  const defaults = useDefaultModels();
  const [open, setOpen] = useState(false);
  if (defaults.error) return <ErrorBlock {...explain(defaults.error)} onRetry={() => void defaults.refetch()} />;
  const choices = defaults.data?.data as Choices | undefined;
  return (
    <section aria-labelledby="default-models">
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <div className="min-w-48 flex-1">
          <h3 id="default-models" className="text-read">
            {t("defaults.title")}
          </h3>
          <p className="text-small text-fg-3">{t("defaults.text")}</p>
        </div>
        {allowed && choices && (
          <Button size="compact" onClick={() => setOpen(true)}>
            {t("defaults.change")}
          </Button>
        )}
      </div>
      {choices ? (
        <>
          {!choices["llm"] && (
            <Callout tone="warn" className="mb-2">
              {t("defaults.noLlm")}
            </Callout>
          )}
          <dl className="grid grid-cols-2 overflow-hidden rounded-card border bg-surface lg:grid-cols-3">
            {(Object.keys(choices) as ModelKind[]).map((kind) => (
              <div key={kind} className="-mr-px -mb-px min-w-0 border-r border-b px-3 py-2">
                <dt className="text-small text-fg-3">{t(`models:kind.${kind}`)}</dt>
                <dd className="truncate text-base" title={choices[kind]?.provider}>
                  {choices[kind]?.model ?? <span className="text-fg-3">{t("defaults.none")}</span>}
                </dd>
              </div>
            ))}
          </dl>
        </>
      ) : (
        <Skeleton className="h-24" />
      )}
      {open && choices && <DefaultsDialog choices={choices} onClose={() => setOpen(false)} />}
    </section>
  );
}

function DefaultsDialog({ choices, onClose }: { choices: Choices; onClose: () => void }) {
  const { t } = useTranslation(["providers", "models", "common"]);
  const explain = useExplain();
  const save = useSetDefaultModels();
  const [chosen, setChosen] = useState<Choices>({});
  const submit = () => {
    if (Object.keys(chosen).length === 0) return onClose();
    save.mutate(chosen as Record<string, { provider: string; model: string } | null>, {
      onSuccess: () => {
        toast.ok(t("defaults.saved"));
        onClose();
      },
    });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("defaults.title")}
      description={t("defaults.text")}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={save.isPending}>
            {t("common:save")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        {(Object.keys(choices) as ModelKind[]).map((kind) => {
          const value = kind in chosen ? chosen[kind] : choices[kind];
          return (
            <div key={kind} className="flex items-start gap-2">
              <ModelPicker
                titled
                className="min-w-0 flex-1"
                kind={kind}
                label={t(`models:kind.${kind}`)}
                help={t(`defaults.help.${kind}`)}
                placeholder={t("defaults.none")}
                provider={value?.provider ?? ""}
                name={value?.model ?? ""}
                onChoose={(offer) =>
                  setChosen({ ...chosen, [kind]: { provider: offer.provider, model: offer.model.model } })
                }
              />
              {value && (
                <Button
                  variant="ghost"
                  className="mt-6"
                  aria-label={t("defaults.clearNamed", { kind: t(`models:kind.${kind}`) })}
                  onClick={() => setChosen({ ...chosen, [kind]: null })}
                >
                  {t("defaults.clear")}
                </Button>
              )}
            </div>
          );
        })}
        {save.error && <ErrorBlock {...explain(save.error)} />}
      </div>
    </Dialog>
  );
}
