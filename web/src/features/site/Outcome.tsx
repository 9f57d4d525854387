import { Download, FileOutput } from "lucide-react";
import { useTranslation } from "react-i18next";
import { FileCards } from "@/chat/Answer";
import { Markdown } from "@/chat/markdown/Markdown";
import { StepList } from "@/chat/Steps";
import type { Trace } from "@/run/state";
import { IconButton } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Callout, EmptyState, ErrorBlock } from "@/ui/Feedback";
import { JsonTree } from "@/ui/JsonTree";
import { Spinner } from "@/ui/Spinner";
import { useSiteErrors } from "./parts";

/** What a workflow's run gave: its steps, its text as it comes, and each output in its own part. */
export function Outcome({
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
