import { Play } from "lucide-react";
import { useTranslation } from "react-i18next";
import { FileCards } from "@/chat/Answer";
import { Markdown } from "@/chat/markdown/Markdown";
import type { Trace } from "@/run/trace";
import { useExplain } from "@/i18n/useExplain";
import { Button } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Callout, EmptyState, ErrorBlock } from "@/ui/Feedback";
import { Spinner } from "@/ui/Spinner";
import { Values } from "./StepDetail";

/** What a run gave: its text as it streams, files, and the outputs as a tree. */
export function Result({ trace, lost, locate }: { trace: Trace; lost: boolean; locate: (node: string) => void }) {
  const { t } = useTranslation("orchestrate");
  const { t: word } = useTranslation("canvas");
  if (trace.status === "idle") return <EmptyState icon={<Play size={18} />} title={t("notRun")} text={t("notRunText")} />;
  const running = trace.status === "running";
  const outputs = trace.outputs ?? {};
  const names = Object.keys(outputs);
  const only = names.length === 1 && typeof outputs[names[0] ?? ""] === "string" ? (outputs[names[0] ?? ""] as string) : null;
  const text = running ? trace.text : (only ?? trace.text);
  return (
    <div className="flex flex-col gap-3 p-4" aria-busy={running}>
      {lost && <Callout tone="warn">{t("lost")}</Callout>}
      {trace.status === "failed" && <Failure trace={trace} locate={locate} />}
      {trace.status === "stopped" && <Callout tone="info">{word("status.stopped")}</Callout>}
      {trace.status === "partial-succeeded" && <Callout tone="warn">{t("handled", { count: trace.exceptions })}</Callout>}
      {running && text === "" && (
        <p className="flex items-center gap-2 text-base text-fg-2">
          <Spinner size={14} /> {word("status.running")}
        </p>
      )}
      {text !== "" && (
        <section className="rounded-control border border-line p-3">
          <Markdown text={text} />
          {!running && (
            <div className="mt-1 flex justify-end">
              <CopyButton text={text} />
            </div>
          )}
        </section>
      )}
      <FileCards files={trace.files} />
      {!running && names.length > 0 && only === null && <Values title={t("output")} value={outputs} />}
      {trace.status === "succeeded" && names.length === 0 && text === "" && <p className="text-base text-fg-3">{t("noOutput")}</p>}
    </div>
  );
}

/** Which node failed, why, and the way to it. */
function Failure({ trace, locate }: { trace: Trace; locate: (node: string) => void }) {
  const { t } = useTranslation("orchestrate");
  const explain = useExplain();
  const failed = [...trace.order].reverse().map((key) => trace.steps[key]).find((step) => step?.status === "failed");
  if (!failed) {
    const error = Object.assign(new Error(trace.error ?? ""), { code: trace.errorCode ?? "run_failed", status: 0, requestId: null });
    return <ErrorBlock {...explain(error)} />;
  }
  return (
    <ErrorBlock
      title={t("failedAt", { title: failed.title || failed.type })}
      details={failed.error ?? trace.error ?? undefined}
      action={
        <Button size="inline" onClick={() => locate(failed.nodeId)}>
          {t("showNode")}
        </Button>
      }
    />
  );
}
