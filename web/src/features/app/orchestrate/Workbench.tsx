import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useQueryClient } from "@tanstack/react-query";
import { exportApp } from "@/api/apps";
import { useProblems, usePublish } from "@/api/runs";
import type { StoredDraft } from "@/api/drafts";
import type { Version } from "@/api/versions";
import type { App } from "@/api/types";
import { useAccount } from "@/api/account";
import { useWorkspace } from "@/api/workspace";
import { Canvas, type CanvasControl } from "@/editor/components/Canvas";
import { PickerToolsContext } from "@/editor/components/pickerTools";
import { EditorContext, RunContext } from "@/editor/context";
import { createRunStore } from "@/editor/runStore";
import { createEditor } from "@/editor/store";
import { ModeContext } from "@/editor/useNode";
import { startNode } from "@/editor/walk";
import { isRecord } from "@/editor/content";
import { list } from "@/editor/raw";
import { useExplain } from "@/i18n/useExplain";
import { langOf, shapesIn } from "@/nodes/registry";
import { initialValues, readDeclarations } from "@/run/inputs";
import { withTexts } from "@/i18n";
import { formatWhen } from "@/ui/format";
import { toast } from "@/ui/toast";
import { useScope } from "@/api/query";
import type { Opening } from "./canvas/useOpening";
import { useDefaultModel } from "./canvas/useDefaultModel";
import { usePickerTools } from "./canvas/usePickerTools";
import { usePageReach } from "./canvas/usePageReach";
import { Banner } from "./canvas/Banner";
import { ChangesPanel } from "./canvas/ChangesPanel";
import { ClashDialog } from "./canvas/ClashDialog";
import { PublishMenu } from "./canvas/PublishMenu";
import { saveFile } from "./canvas/saveFile";
import { useSaver, useTaken } from "./canvas/useSaver";
import { useShown } from "./canvas/useShown";
import { VariablesPanel } from "./canvas/VariablesPanel";
import { ComparePanel } from "./canvas/ComparePanel";
import { ImportDialog } from "./canvas/ImportDialog";
import { VersionsPanel } from "./canvas/VersionsPanel";
import { HistoryPanel } from "./HistoryPanel";
import { Dock } from "./inspect/Dock";
import { useTrying } from "./inspect/useTrying";
import { NodePanel } from "./NodePanel";
import { Outline } from "./Outline";
import { PreviewPanel } from "./PreviewPanel";
import { ProblemsPanel } from "./ProblemsPanel";
import { RunPanel, type PanelMemory } from "./RunPanel";
import { Toolbar, type Panel } from "./Toolbar";
import { useDraftRun } from "./useDraftRun";
import { useWide } from "./useWide";

const Features = lazy(
  withTexts(() => import("./canvas/Features").then((module) => ({ default: module.Features })), "basic"),
);

const NONE: never[] = [];
/** Screens on which panels stand beside the graph. */
const BESIDE = "(min-width: 768px)";

interface Props {
  app: App;
  draft: StoredDraft;
  opening: Opening;
  latest: Version | null;
}

const EDITORS: ReadonlySet<string> = new Set(["owner", "admin", "editor"]);

export function Workbench({ app, draft, opening, latest }: Props) {
  const { t, i18n } = useTranslation("orchestrate");
  const explain = useExplain();
  const scope = useScope();
  const queries = useQueryClient();
  const chat = app.mode === "advanced-chat";
  const role = useWorkspace().data?.role ?? "";
  const [editor] = useState(() =>
    createEditor({ ...opening, shapes: shapesIn(langOf(i18n.language)), editable: role === "" || EDITORS.has(role) }),
  );
  const { saver, view: saving } = useSaver(app.id, draft, editor);
  const parentOf = useCallback((id: string) => editor.getState().document.nodes[id]?.parent ?? null, [editor]);
  const [runs] = useState(() => createRunStore(parentOf));
  const control = useRef<CanvasControl | null>(null);
  const [panel, setPanel] = useState<Panel>(null);
  const [outline, setOutline] = useState(false);
  const [importing, setImporting] = useState(false);
  const [featuring, setFeaturing] = useState(false);
  const wide = useWide(1440);
  const opened = useStore(editor, (state) => state.opened);
  const declared = useStore(editor, (state) => startNode(state.document)?.data["variables"]);
  const fields = useMemo(() => readDeclarations(list(declared).filter(isRecord)), [declared]);
  const [kept, remember] = useState<PanelMemory>({ values: {}, tab: "input" });
  const memory = useMemo(() => ({ ...kept, values: { ...initialValues(fields), ...kept.values } }), [kept, fields]);
  const debug = useDraftRun(app.id, runs, parentOf);
  const trying = useTrying(app.id, { editor, runs, save: saver.flush, hash: saving.hash });
  const publishing = usePublish(app.id);
  const problems = useProblems(app.id);

  useEffect(() => editor.getState().setShapes(shapesIn(langOf(i18n.language))), [editor, i18n.language]);

  const locate = useCallback(
    (id: string) => {
      // On a phone panels cover the graph.
      if (!matchMedia(BESIDE).matches) {
        setPanel(null);
        setOutline(false);
        editor.getState().open(null);
      }
      control.current?.locate(id);
    },
    [editor],
  );
  const onReady = useCallback((given: CanvasControl) => {
    control.current = given;
  }, []);
  const shown = useShown({
    appId: app.id,
    editor,
    saver,
    debug,
    onShown: () => {
      if (!matchMedia(BESIDE).matches) setPanel(null);
    },
  });
  const { past, version, comparing, back } = shown;
  const show = (next: Panel) => {
    setPanel(next);
    if (next !== null && !wide) editor.getState().open(null);
  };
  const publish = async (about: { name?: string; notes?: string } = {}) => {
    back();
    if (!(await saver.flush())) return;
    publishing.mutate(about, {
      onSuccess: () => toast.ok(t("publishDone")),
      onError: (error) => toast.bad(explain(error).title),
    });
  };
  const exportFile = async () => {
    try {
      if (await saver.flush()) saveFile(app.name, await exportApp(app.id, false));
    } catch (error) {
      toast.bad(explain(error).title);
    }
  };
  const runPast = async (inputs: Record<string, unknown>) => {
    if (version === null) {
      back();
      if (!(await saver.flush())) return;
    }
    await debug.run(inputs, version?.id);
    await queries.invalidateQueries({ queryKey: [scope, "app", app.id, "runs"] });
  };
  const features = useStore(editor, (state) => state.content.features);
  const author = useAccount().data?.name ?? "";
  const page = usePageReach({
    step: trying.runStep,
    inspect: () => trying.inspect(!trying.inspecting),
    outline: () => setOutline((on) => !on),
    run: () => show(panel === "run" ? null : "run"),
    publish: () => void publish(),
    dock: () => show(panel === "changes" ? null : "changes"),
  });
  useTaken(saver, saving.taken);
  useDefaultModel(editor);
  const panels = wide || opened === null;
  const webApp = app.site?.code ? `/${chat ? "chat" : "workflow"}/${app.site.code}` : null;

  return (
    <EditorContext value={editor}>
      <PickerToolsContext value={usePickerTools}>
        <ModeContext value={chat ? "advanced-chat" : "workflow"}>
          <RunContext value={runs}>
            <div className="grid h-full min-h-0 min-w-0 flex-1 grid-cols-[minmax(0,1fr)_auto] grid-rows-[auto_auto_minmax(0,1fr)_auto]">
              {/* Panels are landmarks of their own, so they stand beside the main part and not in it. */}
              <main className="contents">
                <Toolbar
                  name={app.name}
                  chat={chat}
                  saving={saving}
                  publishedAt={latest?.created_at ?? null}
                  readOnly={!EDITORS.has(role)}
                  publishMenu={
                    <PublishMenu
                      appId={app.id}
                      latest={latest?.id ?? null}
                      errors={(problems.data ?? NONE).filter((one) => one.severity === "error").length}
                      publishing={publishing.isPending}
                      webApp={webApp}
                      publish={(about) => void publish(about)}
                      locate={locate}
                    />
                  }
                  openFeatures={() => setFeaturing(true)}
                  exportFile={() => void exportFile()}
                  importFile={() => setImporting(true)}
                  changed={app.has_unpublished_changes}
                  webApp={webApp}
                  problems={problems.data ?? NONE}
                  panel={panel}
                  show={show}
                  inspecting={trying.inspecting}
                  inspect={trying.inspect}
                />
                {past !== null && (
                  <Banner back={back}>{t("replay", { run: t("runNumber", { number: past.sequence }) })}</Banner>
                )}
                {comparing !== null && <Banner back={back}>{t("versions.comparing")}</Banner>}
                {version !== null && (
                  <Banner back={back}>
                    {t("replay", { run: version.marked_name || formatWhen(version.created_at, i18n.language) })}
                  </Banner>
                )}
                <div className="relative col-start-1 row-start-3 flex min-h-0 min-w-0">
                  {outline && <Outline locate={locate} />}
                  <div className="min-w-0 flex-1">
                    <Canvas onReady={onReady} page={page} author={author} />
                  </div>
                </div>
                <Dock appId={app.id} open={trying.inspecting} show={trying.inspect} locate={locate} />
              </main>
              <div className="col-start-2 row-span-2 row-start-3 flex min-h-0">
                <NodePanel appId={app.id} trying={trying} locate={locate} />
                {panels && panel === "run" && chat && (
                  <PreviewPanel
                    key={version?.id ?? "draft"}
                    appId={app.id}
                    version={version?.id ?? null}
                    fields={fields}
                    features={features}
                    save={saver.flush}
                    store={runs}
                    parentOf={parentOf}
                    locate={locate}
                    onClose={() => setPanel(null)}
                  />
                )}
                {panels && panel === "run" && !chat && (
                  <RunPanel
                    fields={fields}
                    store={runs}
                    busy={debug.busy}
                    lost={debug.lost}
                    reconnect={debug.reconnect}
                    run={(inputs) => void runPast(inputs)}
                    stop={debug.stop}
                    locate={locate}
                    onClose={() => setPanel(null)}
                    memory={memory}
                    remember={remember}
                  />
                )}
                {panels && panel === "variables" && (
                  <VariablesPanel chat={chat} locate={locate} onClose={() => setPanel(null)} />
                )}
                {panels && panel === "changes" && <ChangesPanel onClose={() => setPanel(null)} />}
                {panels && panel === "versions" && comparing === null && (
                  <VersionsPanel
                    appId={app.id}
                    name={app.name}
                    current={version?.id ?? null}
                    open={(one) => void shown.openVersion(one)}
                    compare={shown.compare}
                    run={(one) => void shown.openVersion(one).then(() => show("run"))}
                    restore={shown.restore}
                    onClose={() => setPanel(null)}
                  />
                )}
                {panels && panel === "versions" && comparing !== null && (
                  <ComparePanel appId={app.id} first={comparing} locate={locate} onClose={back} />
                )}
                {panels && panel === "problems" && (
                  <ProblemsPanel found={problems} locate={locate} onClose={() => setPanel(null)} />
                )}
                {panels && panel === "history" && (
                  <HistoryPanel
                    appId={app.id}
                    current={past?.id ?? null}
                    open={(run) => void shown.openPast(run)}
                    onClose={() => setPanel(null)}
                  />
                )}
              </div>
            </div>
            {saving.state === "clash" && <ClashDialog clashes={saving.clashes} settle={saver.settle} />}
            {importing && (
              <ImportDialog app={app} replaceDraft={shown.replaceDraft} onClose={() => setImporting(false)} />
            )}
            {featuring && (
              <Suspense>
                <Features chat={chat} onClose={() => setFeaturing(false)} />
              </Suspense>
            )}
          </RunContext>
        </ModeContext>
      </PickerToolsContext>
    </EditorContext>
  );
}
