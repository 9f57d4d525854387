import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useQueryClient } from "@tanstack/react-query";
import { useProblems, usePublish, type RunRecord } from "@/api/runs";
import { loadDraft, type StoredDraft } from "@/api/drafts";
import { loadVersion, useVersionChanges, type Version } from "@/api/versions";
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
import { readGraph } from "@/editor/graph";
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
import { storedOf, useSaver, useTaken } from "./canvas/useSaver";
import { VariablesPanel } from "./canvas/VariablesPanel";
import { VersionsPanel } from "./canvas/VersionsPanel";
import { HistoryPanel } from "./HistoryPanel";
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
  const [past, setPast] = useState<RunRecord | null>(null);
  const [version, setVersion] = useState<Version | null>(null);
  const [featuring, setFeaturing] = useState(false);
  const wide = useWide(1440);
  const opened = useStore(editor, (state) => state.opened);
  const declared = useStore(editor, (state) => startNode(state.document)?.data["variables"]);
  const fields = useMemo(() => readDeclarations(list(declared).filter(isRecord)), [declared]);
  const [kept, remember] = useState<PanelMemory>({ values: {}, tab: "input" });
  const memory = useMemo(() => ({ ...kept, values: { ...initialValues(fields), ...kept.values } }), [kept, fields]);
  const debug = useDraftRun(app.id, runs, parentOf);
  const publishing = usePublish(app.id);
  const { restore: restoring } = useVersionChanges(app.id);
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
  const show = (next: Panel) => {
    setPanel(next);
    if (next !== null && !wide) editor.getState().open(null);
  };
  const publish = async (about: { name?: string; notes?: string } = {}) => {
    if (past !== null || version !== null) back();
    if (!(await saver.flush())) return;
    publishing.mutate(about, {
      onSuccess: () => toast.ok(t("publishDone")),
      onError: (error) => toast.bad(explain(error).title),
    });
  };
  const openPast = async (run: RunRecord) => {
    try {
      const detail = await debug.replay(run.id);
      const graph = readGraph(detail.graph, shapesIn(langOf(i18n.language)));
      if (graph.order.length > 0 && !graph.unplaced) editor.getState().visit(graph);
      setPast(run);
      setVersion(null);
      if (!matchMedia(BESIDE).matches) setPanel(null);
    } catch (error) {
      toast.bad(explain(error).title);
    }
  };
  const openVersion = async (one: Version) => {
    try {
      const stored = await loadVersion(app.id, one.id);
      debug.leave();
      editor.getState().visit(readGraph(stored.graph, shapesIn(langOf(i18n.language))));
      setPast(null);
      setVersion(one);
      if (!matchMedia(BESIDE).matches) setPanel(null);
    } catch (error) {
      toast.bad(explain(error).title);
    }
  };
  const restore = async (one: Version) => {
    back();
    try {
      if (!(await saver.flush())) return;
      await restoring.mutateAsync(one.id);
      const stored = storedOf(await loadDraft(app.id));
      editor.getState().edit("import", () => stored.content);
      saver.replace(stored);
      await queries.invalidateQueries({ queryKey: [scope, "app", app.id] });
      toast.ok(t("versions.restored"));
    } catch (error) {
      toast.bad(explain(error).title);
    }
  };
  const back = () => {
    if (past === null && version === null) return;
    setPast(null);
    setVersion(null);
    debug.leave();
    editor.getState().visit(null);
  };
  const runPast = async (inputs: Record<string, unknown>) => {
    back();
    if (!(await saver.flush())) return;
    await debug.run(inputs);
    await queries.invalidateQueries({ queryKey: [scope, "app", app.id, "runs"] });
  };
  const features = useStore(editor, (state) => state.content.features);
  const author = useAccount().data?.name ?? "";
  const page = usePageReach({
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
            <div className="grid h-full min-h-0 min-w-0 flex-1 grid-cols-[minmax(0,1fr)_auto] grid-rows-[auto_auto_minmax(0,1fr)]">
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
                  changed={app.has_unpublished_changes}
                  webApp={webApp}
                  problems={problems.data ?? NONE}
                  panel={panel}
                  show={show}
                />
                {past !== null && (
                  <Banner back={back}>{t("replay", { run: t("runNumber", { number: past.sequence }) })}</Banner>
                )}
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
              </main>
              <div className="col-start-2 row-start-3 flex min-h-0">
                <NodePanel locate={locate} />
                {panels && panel === "run" && chat && (
                  <PreviewPanel
                    appId={app.id}
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
                {panels && panel === "versions" && (
                  <VersionsPanel
                    appId={app.id}
                    current={version?.id ?? null}
                    open={(one) => void openVersion(one)}
                    restore={restore}
                    onClose={() => setPanel(null)}
                  />
                )}
                {panels && panel === "problems" && (
                  <ProblemsPanel found={problems} locate={locate} onClose={() => setPanel(null)} />
                )}
                {panels && panel === "history" && (
                  <HistoryPanel
                    appId={app.id}
                    current={past?.id ?? null}
                    open={(run) => void openPast(run)}
                    onClose={() => setPanel(null)}
                  />
                )}
              </div>
            </div>
            {saving.state === "clash" && <ClashDialog clashes={saving.clashes} settle={saver.settle} />}
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
