import { Bookmark, Play, Square } from "lucide-react";
import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSpeech } from "@/chat/speech";
import { rulesOf } from "@/chat/uploads";
import { FileField } from "@/run/FileField";
import { complete, InputForm } from "@/run/InputForm";
import { initialValues, wireFile, wireInputs, type FileEntry, type FormValues } from "@/run/inputs";
import type { Trace } from "@/run/state";
import { useSubmitKey } from "@/run/useSubmitKey";
import { Button } from "@/ui/Button";
import { Callout } from "@/ui/Feedback";
import { Tabs } from "@/ui/Tabs";
import { toast } from "@/ui/toast";
import { BatchForm } from "./BatchForm";
import { BatchResults } from "./BatchResults";
import { Outcome } from "./Outcome";
import { AppIcon, Footer } from "./parts";
import { SavedList } from "./SavedList";
import { TextResult } from "./TextResult";
import { useBatch } from "./useBatch";
import { useRunOnce, type RunKind } from "./useRunOnce";
import { keyOf, useSaved, type Saved } from "./useSaved";
import type { Site } from "./useSite";

type Tab = "once" | "batch" | "saved";

/** A published text generator or workflow: a form and its result, a table of forms, and what was kept. */
export function GeneratorPage({ site, kind }: { site: Site; kind: RunKind }) {
  const { t } = useTranslation("site");
  const { fields, api, address } = site;
  const [tab, setTab] = useState<Tab>(() => (location.hash === "#batch" ? "batch" : "once"));
  const once = useOnce(site, kind);
  const batch = useBatch(api, kind, fields);
  const saved = useSaved(api, address.code, kind === "completion");
  const result = useRef<HTMLElement>(null);
  const start = () => {
    if (!once.start()) return;
    // On a phone the result lies below the form.
    if (!matchMedia("(min-width: 768px)").matches) result.current?.scrollIntoView({ behavior: "smooth" });
  };
  const left = (content: ReactNode) => <div className="px-5 py-4">{content}</div>;
  return (
    <div className="flex min-h-dvh flex-col bg-app md:h-dvh md:flex-row">
      <section
        aria-label={site.info.title}
        className="flex shrink-0 flex-col border-line bg-surface md:w-[420px] md:border-r"
      >
        <header className="flex items-start gap-3 px-5 pt-5 pb-2">
          <AppIcon info={site.info} size={36} />
          <div className="min-w-0">
            <h1 className="text-panel font-semibold break-words text-fg">{site.info.title}</h1>
            {site.info.description && <p className="mt-0.5 text-base break-words text-fg-2">{site.info.description}</p>}
          </div>
        </header>
        <Tabs
          label={t("ways")}
          value={tab}
          onValueChange={setTab}
          className="flex min-h-0 flex-1 flex-col [&>[role=tabpanel]]:min-h-0 [&>[role=tabpanel][data-state=active]]:flex-1 [&>[role=tabpanel]]:md:overflow-y-auto"
          listClassName="shrink-0 px-5"
          tabs={[
            { value: "once", label: t("once"), content: <OnceForm site={site} once={once} start={start} /> },
            {
              value: "batch",
              label: t("batch.title"),
              content: left(<BatchForm title={site.info.title} fields={fields} batch={batch} />),
            },
            {
              value: "saved",
              label: t("saved.title"),
              count: saved.items.length || undefined,
              content: left(
                <p className="text-base text-fg-2">{kind === "completion" ? t("saved.text") : t("saved.textLocal")}</p>,
              ),
            },
          ]}
        />
        <div className="hidden md:block">
          <Footer info={site.info} />
        </div>
      </section>
      <main ref={result} className="min-h-[70dvh] min-w-0 flex-1 md:min-h-0 md:overflow-y-auto" aria-busy={once.busy}>
        <div className="mx-auto max-w-[760px] px-5 py-6">
          {tab === "once" && <OnceResult {...{ site, kind, once, saved, start }} />}
          {tab === "batch" && <BatchResults title={site.info.title} fields={fields} batch={batch} />}
          {tab === "saved" && <SavedList saved={saved} />}
        </div>
      </main>
      <div className="md:hidden">
        <Footer info={site.info} />
      </div>
    </div>
  );
}

/** The form of one run and what came of it; results of this visit stay until the form is cleared. */
function useOnce(site: Site, kind: RunKind) {
  const { fields, api, address, parameters } = site;
  const [values, setValues] = useState<FormValues>(() => initialValues(fields, address.inputs));
  const [files, setFiles] = useState<FileEntry[]>([]);
  const [checked, setChecked] = useState(false);
  const [earlier, setEarlier] = useState<Trace[]>([]);
  const speaks = parameters.text_to_speech?.["enabled"] === true;
  const voice = useSpeech(speaks ? api.speak : undefined);
  const run = useRunOnce(api, kind, (events) => voice.hear(events, "result"));
  const start = (): boolean => {
    setChecked(true);
    if (run.busy || !complete(fields, values)) return false;
    if (kind === "completion" && run.trace.text !== "") setEarlier((all) => [run.trace, ...all]);
    const attached = files.flatMap(wireFile);
    run.run({ inputs: wireInputs(fields, values), ...(attached.length > 0 ? { files: attached } : {}) });
    return true;
  };
  const reset = () => {
    setValues(initialValues(fields, address.inputs));
    setFiles([]);
    setChecked(false);
    setEarlier([]);
    voice.stop();
    run.clear();
  };
  return { ...run, values, setValues, files, setFiles, checked, earlier, voice, start, reset };
}

type Once = ReturnType<typeof useOnce>;

function OnceForm({ site, once, start }: { site: Site; once: Once; start: () => void }) {
  const { t } = useTranslation("site");
  const { fields, api, parameters } = site;
  const form = useSubmitKey<HTMLDivElement>(start);
  const rules = rulesOf(parameters.file_upload, api.upload);
  const visible = fields.some((field) => !field.hidden);
  return (
    <div ref={form} className="flex h-full flex-col">
      <div className="flex min-h-0 flex-1 flex-col gap-4 px-5 py-4 md:overflow-y-auto">
        {!visible && !rules && <p className="text-base text-fg-3">{t("noInputs")}</p>}
        <InputForm
          fields={fields}
          values={once.values}
          update={once.setValues}
          upload={api.upload}
          checked={once.checked}
          size="touch"
        />
        {rules && (
          <fieldset>
            <legend className="mb-1 text-base font-medium text-fg">{t("files")}</legend>
            <FileField
              rules={rules.rules}
              upload={api.upload}
              files={once.files}
              update={once.setFiles}
              invalid={false}
              describedBy={undefined}
            />
          </fieldset>
        )}
      </div>
      <div className="flex shrink-0 gap-2 border-t border-line px-5 py-3">
        <Button size="touch" onClick={once.reset}>
          {t("clear")}
        </Button>
        {once.busy ? (
          <Button
            size="touch"
            className="flex-1"
            icon={<Square size={16} className="fill-current" />}
            onClick={once.stop}
          >
            {t("stop")}
          </Button>
        ) : (
          <Button size="touch" variant="primary" className="flex-1" icon={<Play size={16} />} onClick={start}>
            {t("run")}
          </Button>
        )}
      </div>
    </div>
  );
}

function OnceResult({
  site,
  kind,
  once,
  saved,
  start,
}: {
  site: Site;
  kind: RunKind;
  once: Once;
  saved: Saved;
  start: () => void;
}) {
  const { t } = useTranslation("site");
  const { trace, busy, lost, voice, earlier } = once;
  const kept = saved.has(keyOf(trace));
  return (
    <div aria-live="polite">
      {lost && (
        <Callout tone="warn" className="mb-4">
          {t("lost")}
        </Callout>
      )}
      {kind === "workflow" ? (
        <>
          <Outcome
            trace={trace}
            busy={busy}
            showSteps={site.info.show_workflow_steps === true}
            again={trace.errorCode === "stream_lost" ? once.resume : start}
          />
          {!busy && trace.runId !== null && trace.status === "succeeded" && (
            <Button
              className="mt-4"
              icon={<Bookmark size={14} className={kept ? "fill-current text-accent" : ""} />}
              aria-pressed={kept}
              disabledReason={kept ? t("saved.kept") : undefined}
              onClick={() => void saved.save(trace).then(() => toast.ok(t("saved.kept")))}
            >
              {t("saved.save")}
            </Button>
          )}
        </>
      ) : (
        <div className="flex flex-col gap-4">
          <TextResult {...{ site, saved, voice, trace, busy }} again={start} key={trace.messageId ?? "now"} />
          {earlier.length > 0 && <h2 className="text-base font-medium text-fg-2">{t("earlierResults")}</h2>}
          {earlier.map((one) => (
            <TextResult key={one.messageId ?? one.startedAt} {...{ site, saved, voice }} trace={one} busy={false} />
          ))}
        </div>
      )}
    </div>
  );
}
