import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLoadBalancing, useSetLoadBalancing, type LoadBalancing } from "@/api/modelSetup";
import type { Model, Provider } from "@/api/types";
import { wordsIn } from "@/forms/schema";
import { useExplain } from "@/i18n/useExplain";
import { Button, Callout, Dialog, ErrorBlock, RadioCards, Skeleton, toast } from "@/ui";
import { Balancing } from "./Balancing";
import { CredentialList } from "./CredentialList";
import { DoingDialog, type Doing } from "./CredentialsDialog";
import { entriesOf, sharesOf, suffices, type Share } from "./pool";
import { credentialsOf, hasOwnKey, type Scope } from "./scope";

type Props = { provider: Provider; model: Model; onClose: () => void };

/** Which credentials a model is asked with: the one in use, or several in turn. */
export function ModelConfigDialog({ provider, model, onClose }: Props) {
  const { t } = useTranslation("providers");
  const explain = useExplain();
  const ref = { model: model.model, model_type: model.model_type };
  const balancing = useLoadBalancing(provider.provider, ref);
  if (balancing.data) {
    return <Config {...{ provider, model, onClose }} balancing={balancing.data} askedAt={balancing.dataUpdatedAt} />;
  }
  return (
    <Dialog open onOpenChange={onClose} title={t("model.configTitle", { model: model.model })}>
      {balancing.error ? (
        <ErrorBlock {...explain(balancing.error)} onRetry={() => void balancing.refetch()} />
      ) : (
        <Skeleton className="h-32" />
      )}
    </Dialog>
  );
}

function Config({
  provider,
  model,
  balancing,
  askedAt,
  onClose,
}: Props & { balancing: LoadBalancing; askedAt: number }) {
  const { t, i18n } = useTranslation(["providers", "common"]);
  const explain = useExplain();
  const save = useSetLoadBalancing(provider.provider);
  const [mode, setMode] = useState<"one" | "several">(balancing.enabled ? "several" : "one");
  const [shares, setShares] = useState<Share[]>(() => sharesOf(balancing.entries));
  const [doing, setDoing] = useState<Doing>();
  const ref = { model: model.model, model_type: model.model_type };
  const custom = model.fetch_from === "customizable-model";
  const scope: Scope = custom ? { provider, model: ref } : { provider };
  if (doing) return <DoingDialog doing={{ ...doing, scope }} onClose={() => setDoing(undefined)} />;

  const enabled = mode === "several";
  const body = { ...ref, enabled, entries: entriesOf(shares) };
  const changed = enabled !== balancing.enabled || (enabled && !same(body.entries, balancing.entries));
  const submit = () => {
    if (!changed) return onClose();
    if (enabled && !suffices(shares)) return;
    save.mutate(body, {
      onSuccess: () => {
        toast.ok(t(enabled ? "balancing.on" : "balancing.off", { model: model.model }));
        onClose();
      },
    });
  };
  const all = credentialsOf(scope);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="l"
      title={t("model.configTitle", { model: model.model })}
      mayClose={() => !changed || window.confirm(t("leave"))}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button
            type="submit"
            variant="primary"
            loading={save.isPending}
            disabledReason={enabled && !suffices(shares) ? t("balancing.tooFew") : undefined}
          >
            {t("common:save")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <RadioCards
          label={t("balancing.mode")}
          value={mode}
          onValueChange={setMode}
          options={[
            { value: "one", label: t("balancing.one"), help: t("balancing.oneHelp") },
            { value: "several", label: t("balancing.several"), help: t("balancing.severalHelp") },
          ]}
        />
        {mode === "several" ? (
          <>
            {!suffices(shares) && <Callout tone="warn">{t("balancing.tooFew")}</Callout>}
            <Balancing
              balancing={balancing}
              askedAt={askedAt}
              shares={shares}
              onChange={setShares}
              onNew={() => setDoing({ what: "add", scope })}
            />
          </>
        ) : (
          <section className="space-y-2">
            <p className="text-base text-fg-2">
              {custom
                ? t("credentials.ofModel", { model: model.model })
                : t("credentials.ofProvider", { of: wordsIn(provider.label, i18n.language) })}
            </p>
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
            {(custom || hasOwnKey(provider)) && (
              <Button icon={<Plus size={14} />} onClick={() => setDoing({ what: "add", scope })}>
                {t("credentials.add")}
              </Button>
            )}
          </section>
        )}
        {save.error && <ErrorBlock {...explain(save.error)} />}
      </div>
    </Dialog>
  );
}

const same = (
  left: readonly { credential_id?: string | null; enabled: boolean }[],
  right: readonly { credential_id?: string | null; enabled: boolean }[],
) =>
  left.length === right.length &&
  left.every(
    (one, at) =>
      (one.credential_id ?? null) === (right[at]?.credential_id ?? null) && one.enabled === right[at]?.enabled,
  );
