import { HardDrive, RefreshCw } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocalServers, useTakeLocalModels, type LocalServer } from "@/api/localModels";
import type { ModelRef } from "@/api/providers";
import type { Provider } from "@/api/types";
import { useExplain } from "@/i18n/useExplain";
import { Abilities, ContextSize } from "@/models/facts";
import { Badge, Button, Checkbox, ErrorBlock, toast } from "@/ui";
import { ModelDialog } from "./ModelDialog";
import { keyOf } from "./useAddModels";

/** Model servers that run on this machine and whose models are not used yet: taken over with one click. */
export function LocalServers({ providers }: { providers: readonly Provider[] }) {
  const local = useLocalServers(true);
  return (local.data?.data ?? []).map((server) => {
    const provider = providers.find((one) => one.provider === server.provider);
    if (server.needs_key && provider) return <Locked key={server.url} server={server} provider={provider} />;
    return server.models.some((model) => !model.added) && <Server key={server.url} server={server} />;
  });
}

/** Looks again. */
export function LookForLocal() {
  const { t } = useTranslation("providers");
  const local = useLocalServers(true);
  const look = async () => {
    const { data } = await local.refetch();
    if (data?.data.length === 0) toast.info(t("local.nothing"));
  };
  return (
    <Button variant="ghost" icon={<RefreshCw size={13} />} loading={local.isFetching} onClick={() => void look()}>
      {t("local.look")}
    </Button>
  );
}

function Server({ server }: { server: LocalServer }) {
  const { t } = useTranslation(["providers", "models"]);
  const explain = useExplain();
  const take = useTakeLocalModels();
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const free = server.models.filter((model) => !model.added);
  const wanted = free.filter((model) => !left.has(keyOf(model)));
  const refused = new Map((take.data?.data ?? []).map((one) => [keyOf(one), one.error]));
  const submit = () =>
    take.mutate(
      {
        url: server.url,
        models: wanted.map(({ model, model_type }): ModelRef => ({ model, model_type })),
      },
      {
        onSuccess: ({ data }) => {
          const added = data.filter((one) => one.result === "success").length;
          if (added > 0) toast.ok(t("local.added", { count: added, server: server.label }));
        },
      },
    );
  const toggle = (model: ModelRef, on: boolean) => {
    const next = new Set(left);
    if (on) next.delete(keyOf(model));
    else next.add(keyOf(model));
    setLeft(next);
  };
  return (
    <section aria-label={t("local.found", { server: server.label })} className="rounded-card border bg-surface p-3">
      <Head server={server}>
        <Button
          variant="primary"
          size="compact"
          loading={take.isPending}
          disabledReason={wanted.length === 0 ? t("local.none") : undefined}
          onClick={submit}
        >
          {t("local.use", { count: wanted.length })}
        </Button>
      </Head>
      <ul className="mt-2 grid gap-x-6 gap-y-1 sm:grid-cols-2">
        {free.map((model) => (
          <li key={keyOf(model)}>
            <div className="flex items-center gap-2">
              <span className="min-w-0 flex-1">
                <Checkbox
                  label={<span className="break-all">{model.model}</span>}
                  checked={!left.has(keyOf(model))}
                  onCheckedChange={(on) => toggle(model, on)}
                />
              </span>
              <Abilities
                model={{
                  features: [
                    ...(model.vision ? (["vision"] as const) : []),
                    ...(model.tool_call ? (["tool-call"] as const) : []),
                  ],
                }}
              />
              {model.context_size !== null && (
                <ContextSize
                  model={{ model_properties: { context_size: model.context_size, voices: [] } }}
                  className="text-small text-fg-3"
                />
              )}
              <Badge tone="info">{t(`models:kind.${model.model_type}`)}</Badge>
            </div>
            {refused.get(keyOf(model)) && (
              <p role="alert" className="pl-6 text-small break-words text-bad">
                {refused.get(keyOf(model))}
              </p>
            )}
          </li>
        ))}
      </ul>
      {take.error && <ErrorBlock className="mt-2" {...explain(take.error)} />}
    </section>
  );
}

/** Names the server, with what can be done beside it. */
function Head({ server, children }: { server: LocalServer; children: ReactNode }) {
  const { t } = useTranslation("providers");
  return (
    <div className="flex flex-wrap items-center gap-3">
      <span
        aria-hidden
        className="grid size-8 shrink-0 place-items-center rounded-control bg-selected text-accent-text"
      >
        <HardDrive size={16} />
      </span>
      <div className="min-w-44 flex-1">
        <p className="font-medium">{t("local.found", { server: server.label })}</p>
        <p className="truncate font-mono text-small text-fg-3">{server.url}</p>
      </div>
      {children}
    </div>
  );
}

/** A server that tells nothing without a key: its models are added by hand. */
function Locked({ server, provider }: { server: LocalServer; provider: Provider }) {
  const { t } = useTranslation("providers");
  const [open, setOpen] = useState(false);
  return (
    <section aria-label={t("local.found", { server: server.label })} className="rounded-card border bg-surface p-3">
      <Head server={server}>
        <span className="text-small text-fg-3">{t("local.needsKey")}</span>
        <Button size="compact" onClick={() => setOpen(true)}>
          {t("addModel")}
        </Button>
      </Head>
      {open && <ModelDialog provider={provider} address={server.url} onClose={() => setOpen(false)} />}
    </section>
  );
}
