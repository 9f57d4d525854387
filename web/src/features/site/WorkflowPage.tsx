import { Download, FileOutput, Play, Square } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { FileCards } from "@/chat/Answer";
import { Markdown } from "@/chat/markdown/Markdown";
import { StepList } from "@/chat/Steps";
import { complete, InputForm } from "@/run/InputForm";
import { initialValues, wireInputs, type FormValues } from "@/run/inputs";
import { useSubmitKey } from "@/run/useSubmitKey";
import type { Trace } from "@/run/state";
import { Button, IconButton } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Callout, EmptyState, ErrorBlock } from "@/ui/Feedback";
import { JsonTree } from "@/ui/JsonTree";
import { Spinner } from "@/ui/Spinner";
import { AppIcon, Footer, useSiteErrors } from "./parts";
import { useRunOnce } from "./useRunOnce";
import type { Site } from "./useSite";

/** A published workflow: the form, then its result as it comes. */
export function WorkflowPage({ site }: { site: Site }) {
  const { t } = useTranslation("site");
  const { fields, api, address } = site;
  const [values, setValues] = useState<FormValues>(() => initialValues(fields, address.inputs));
  const [checked, setChecked] = useState(false);
  const { trace, busy, lost, run, resume, stop, clear } = useRunOnce(api);
  const result = useRef<HTMLElement>(null);
  const visible = fields.filter((field) => !field.hidden);
  const start = () => {
    setChecked(true);
    if (busy || !complete(fields, values)) return;
    run(wireInputs(fields, values));
    // On a phone the result lies below the form.
    if (!matchMedia("(min-width: 900px)").matches) result.current?.scrollIntoView({ behavior: "smooth" });
  };
  const form = useSubmitKey<HTMLElement>(start);
  const reset = () => {
    setValues(initialValues(fields, address.inputs));
    setChecked(false);
    clear();
  };
  return (
    <div className="flex min-h-dvh flex-col bg-app md:h-dvh md:flex-row">
      <section
        ref={form}
        aria-label={site.info.title}
        className="flex shrink-0 flex-col border-line bg-surface md:w-[420px] md:border-r"
      >
        <header className="flex items-start gap-3 px-5 pt-5 pb-3">
          <AppIcon info={site.info} size={36} />
          <div className="min-w-0">
            <h1 className="text-panel font-semibold break-words text-fg">{site.info.title}</h1>
            {site.info.description && <p className="mt-0.5 text-base break-words text-fg-2">{site.info.description}</p>}
          </div>
        </header>
        <div className="min-h-0 flex-1 px-5 py-3 md:overflow-y-auto">
          {visible.length === 0 && <p className="text-base text-fg-3">{t("noInputs")}</p>}
          <InputForm
            fields={fields}
            values={values}
            update={setValues}
            upload={api.upload}
            checked={checked}
            size="touch"
          />
        </div>
        <div className="flex gap-2 border-t border-line px-5 py-3">
          <Button size="touch" onClick={reset}>
            {t("clear")}
          </Button>
          {busy ? (
            <Button size="touch" className="flex-1" icon={<Square size={16} className="fill-current" />} onClick={stop}>
              {t("stop")}
            </Button>
          ) : (
            <Button size="touch" variant="primary" className="flex-1" icon={<Play size={16} />} onClick={start}>
              {t("run")}
            </Button>
          )}
        </div>
        <div className="hidden md:block">
          <Footer info={site.info} />
        </div>
      </section>
      <main
        ref={result}
        className="min-h-[70dvh] min-w-0 flex-1 md:min-h-0 md:overflow-y-auto"
        aria-live="polite"
        aria-busy={busy}
      >
        <div className="mx-auto max-w-[760px] px-5 py-6">
          {lost && (
            <Callout tone="warn" className="mb-4">
              {t("lost")}
            </Callout>
          )}
          <Outcome
            trace={trace}
            busy={busy}
            showSteps={site.info.show_workflow_steps === true}
            again={trace.errorCode === "stream_lost" ? resume : start}
          />
        </div>
      </main>
      <div className="md:hidden">
        <Footer info={site.info} />
      </div>
    </div>
  );
}

function Outcome({
  trace,
  busy,
  showSteps,
  again,
}: {
  trace: Trace;
  busy: boolean;
  showSteps: boolean;
  again: () => void;
}) {
  const { t } = useTranslation("site");
  const explain = useSiteErrors();
  if (trace.status === "idle")
    return <EmptyState icon={<FileOutput size={20} />} title={t("resultEmpty")} text={t("resultEmptyText")} />;
  const outputs = Object.entries(trace.outputs ?? {});
  const waiting = busy && trace.text === "";
  return (
    <div className="flex flex-col gap-4">
      <h2 className="text-panel font-semibold text-fg">{t("result")}</h2>
      {showSteps && <StepList trace={trace} open={waiting} />}
      {waiting && (
        <p className="flex items-center gap-2 text-base text-fg-2">
          <Spinner size={14} /> {t("running")}
        </p>
      )}
      {trace.status === "failed" && (
        <ErrorBlock title={explain(trace.errorCode, trace.error ?? t("failed"))} onRetry={again} />
      )}
      {trace.status === "stopped" && <Callout>{t("stoppedText")}</Callout>}
      {trace.status === "partial-succeeded" && <Callout tone="warn">{t("partial")}</Callout>}
      {(busy || outputs.length === 0) && trace.text !== "" && <Section name="" value={trace.text} />}
      {!busy &&
        outputs.map(([name, value]) => <Section key={name} name={outputs.length > 1 ? name : ""} value={value} />)}
      <FileCards files={trace.files} />
      {!busy && trace.status === "succeeded" && outputs.length === 0 && trace.text === "" && (
        <p className="text-base text-fg-3">{t("noOutput")}</p>
      )}
    </div>
  );
}

function Section({ name, value }: { name: string; value: unknown }) {
  const { t } = useTranslation("site");
  const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
  const save = () => {
    const json = typeof value !== "string";
    const url = URL.createObjectURL(new Blob([text], { type: json ? "application/json" : "text/markdown" }));
    Object.assign(document.createElement("a"), {
      href: url,
      download: `${name || "result"}.${json ? "json" : "md"}`,
    }).click();
    URL.revokeObjectURL(url);
  };
  return (
    <section className="rounded-card border border-line bg-surface">
      <header className="flex h-10 items-center gap-1 border-b border-line pr-2 pl-4">
        <h3 className="min-w-0 flex-1 truncate text-base font-medium text-fg-2">{name}</h3>
        <CopyButton text={text} label={t("copy")} size="compact" />
        <IconButton size="compact" label={t("download")} icon={<Download size={14} />} onClick={save} />
      </header>
      <div className="px-4 py-3">
        {typeof value === "string" ? (
          <Markdown text={value} />
        ) : (
          <JsonTree value={value} label={name || t("result")} openDepth={2} />
        )}
      </div>
    </section>
  );
}
