import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { loadConfig, saveConfig, useConfigChanges, useRemember, type StoredConfig } from "@/api/modelConfig";
import { useDefaultModels } from "@/api/providers";
import type { App } from "@/api/types";
import { useExplain } from "@/i18n/useExplain";
import { cn, Segmented, toast } from "@/ui";
import { abilities, offerOf, useOffers, type Offer } from "@/models/choice";
import { strategyFor, strategyOf } from "./agent";
import { BasicHeader } from "./BasicHeader";
import { ClashDialog } from "./ClashDialog";
import { changedKeys, modelOf, patchIn, rawOf, withModel, type BasicMode, type ModelChoice } from "./config";
import { DebugChat } from "./DebugChat";
import { DebugCompletion } from "./DebugCompletion";
import { DebugMulti, type Candidate } from "./DebugMulti";
import { useConfigDraft, type Stored } from "./draft";
import { EditingContext, type Editing } from "./edit";
import { partsOf } from "./parts";
import { problemsOf } from "./problems";
import { PublishMenu, useWordOf } from "./PublishMenu";
import { SettingsSide } from "./SettingsSide";
import { VariableDialog } from "./VariableDialog";

type Side = "settings" | "debug";
const asStored = (one: StoredConfig): Stored & { updated_at: number } => ({
  config: rawOf(one.config),
  hash: one.hash,
  updated_at: one.updated_at,
});

/** The orchestration page of a chat, completion or agent app: settings on the left, a trial on the right. */
export function BasicWorkbench({ app, stored }: { app: App; stored: StoredConfig }) {
  const { t } = useTranslation("basic");
  const explain = useExplain();
  const word = useWordOf();
  const mode = app.mode as BasicMode;
  const given = useMemo(() => asStored(stored), [stored]);
  const remember = useRemember(app.id);
  const [port] = useState(() => ({
    save: async (config: Editing["config"], hash: string) => {
      const saved = await saveConfig(app.id, config, hash);
      remember({ config, ...saved });
      return saved;
    },
    load: async () => asStored(await loadConfig(app.id)),
  }));
  const { draft, view } = useConfigDraft(given, port);
  const { config } = view;
  const changes = useConfigChanges(app.id);
  const [side, setSide] = useState<Side>("settings");
  const [variable, setVariable] = useState<{ editing: string | null; suggested: string } | null>(null);
  const [candidates, setCandidates] = useState<Candidate[] | null>(null);
  const { offers } = useOffers("llm");
  const choice = modelOf(config);
  const can = abilities(offerOf(offers, choice.provider, choice.name));
  const served = stored.served;
  const changed = useMemo(() => (served ? changedKeys(served, config) : null), [served, config]);
  const { errors, warnings } = problemsOf(config);

  const editing = useMemo<Editing>(
    () => ({
      appId: app.id,
      mode,
      config,
      change: draft.change,
      addVariable: (name = "") => setVariable({ editing: null, suggested: name }),
    }),
    [app.id, mode, config, draft],
  );
  useEffect(() => {
    if (view.taken.length === 0) return;
    toast.info(t("clash.joined", { parts: partsOf(view.taken).map(word).join(", ") }));
    draft.told();
  }, [view.taken, draft, t, word]);

  // An app without a model begins with the workspace's default one.
  const usual = useDefaultModels().data?.data.llm;
  const first = choice.name === "" && usual ? offerOf(offers, usual.provider, usual.model) : undefined;
  useEffect(() => {
    if (!first) return;
    const { provider, model } = first;
    const mode = model.model_properties.mode ?? "chat";
    draft.change((all) =>
      modelOf(all).name === "" ? withModel(all, { provider, name: model.model, mode, params: {} }) : all,
    );
  }, [first, draft]);

  // Models are asked for tools in the way that they know.
  const strategy = strategyFor(can.tools);
  const wrong = mode === "agent-chat" && can.known && strategyOf(config) !== strategy;
  useEffect(() => {
    if (wrong) draft.change((all) => patchIn(all, "agent_mode", { enabled: true, strategy }));
  }, [wrong, strategy, draft]);

  const chooseModel = (offer: Offer) => {
    const next = {
      provider: offer.provider,
      name: offer.model.model,
      mode: offer.model.model_properties.mode ?? "chat",
    };
    draft.change((all) => withModel(all, { ...next, params: modelOf(all).params }));
  };
  const publish = async () => {
    if (!(await draft.flush())) return;
    changes.publish.mutate(undefined, {
      onSuccess: () => toast.ok(t("publish.done")),
      onError: (error) => toast.bad(explain(error).title),
    });
  };
  const discard = async () => {
    await draft.flush();
    changes.reset.mutate(undefined, {
      onSuccess: async () => {
        const back = asStored(await loadConfig(app.id));
        draft.replace(back);
        toast.ok(t("publish.discarded"));
      },
      onError: (error) => toast.bad(explain(error).title),
    });
  };
  const startMulti = () => {
    const one = () => ({ key: crypto.randomUUID(), choice });
    setCandidates([one(), one()]);
    setSide("debug");
  };
  const leaveMulti = (winner?: ModelChoice) => {
    if (winner) draft.change((all) => withModel(all, winner));
    setCandidates(null);
  };
  const page = mode === "completion" ? "completion" : "chat";
  const webApp = app.site?.code && app.enable_site ? `/${page}/${app.site.code}` : null;
  return (
    <EditingContext value={editing}>
      <main className="flex h-full min-h-0 min-w-0 flex-1 flex-col">
        <BasicHeader
          name={app.name}
          view={view}
          changed={changed === null || changed.length > 0}
          choice={choice}
          multi={candidates !== null}
          chooseModel={chooseModel}
          setParams={(params) => draft.change((all) => withModel(all, { ...modelOf(all), params }))}
          startMulti={startMulti}
          retry={() => void draft.flush()}
        >
          <PublishMenu
            appId={app.id}
            changed={changed}
            errors={errors}
            warnings={warnings}
            webApp={webApp}
            publishing={changes.publish.isPending}
            publish={() => void publish()}
            discard={() => void discard()}
          />
        </BasicHeader>
        <div className="border-b border-line bg-surface px-3 py-1.5 lg:hidden">
          <Segmented
            label={t("side.label")}
            value={side}
            onValueChange={setSide}
            options={[
              { value: "settings", label: t("side.settings") },
              { value: "debug", label: t("side.debug") },
            ]}
          />
        </div>
        <div
          className={cn(
            "grid min-h-0 flex-1 grid-cols-[minmax(0,1fr)]",
            candidates === null
              ? "lg:grid-cols-[minmax(380px,46fr)_minmax(0,54fr)]"
              : "lg:grid-cols-[minmax(320px,28fr)_minmax(0,72fr)]",
          )}
        >
          <section
            aria-label={t("side.settings")}
            className={cn("min-h-0 overflow-y-auto bg-app", side !== "settings" && "max-lg:hidden")}
          >
            <SettingsSide can={can} edit={(name) => setVariable({ editing: name, suggested: "" })} />
          </section>
          <section
            aria-label={t("side.debug")}
            className={cn(
              "flex min-h-0 min-w-0 flex-col border-l border-line bg-surface",
              side !== "debug" && "max-lg:hidden",
            )}
          >
            {candidates !== null ? (
              <DebugMulti candidates={candidates} setCandidates={setCandidates} leave={leaveMulti} />
            ) : mode === "completion" ? (
              <DebugCompletion />
            ) : (
              <DebugChat />
            )}
          </section>
        </div>
      </main>
      {variable && <VariableDialog {...variable} onClose={() => setVariable(null)} />}
      {view.clash && (
        <ClashDialog keys={view.clash.keys} mine={config} theirs={view.clash.theirs} settle={draft.settle} />
      )}
    </EditingContext>
  );
}

export default BasicWorkbench;
