import { Play } from "lucide-react";
import { useTranslation } from "react-i18next";
import { FileCards } from "@/chat/Answer";
import { Markdown } from "@/chat/markdown/Markdown";
import type { Trace } from "@/run/state";
import { useExplain } from "@/i18n/useExplain";
import { Button } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Callout, EmptyState, ErrorBlock } from "@/ui/Feedback";
import { Spinner } from "@/ui/Spinner";
import { Values } from "./StepDetail";

/** What a run gave: its text as it streams, files, and the outputs as a tree. */
export function Result({
  trace,
  lost,
  reconnect,
  locate,
}: {
  trace: Trace;
  lost: boolean;
  reconnect: () => void;
  locate: (node: string) => void;
}) {
  const { t } = useTranslation("orchestrate");
  const { t: word } = useTranslation("canvas");
  if (trace.status === "idle")
    return <EmptyState icon={<Play size={18} />} title={t("notRun")} text={t("notRunText")} />;
  const running = trace.status === "running";
  const outputs = Object.entries(trace.outputs ?? {});
  const texts = outputs.filter((entry): entry is [string, string] => isProse(entry[1], outputs.length));
  const values = outputs.filter(([, value]) => !isProse(value, outputs.length));
  const text = running || texts.length === 0 ? trace.text : "";
  return (
    <div className="flex flex-col gap-3 p-4" aria-busy={running}>
      {lost && <Callout tone="warn">{t("lost")}</Callout>}
      {trace.status === "failed" && <Failure trace={trace} reconnect={reconnect} locate={locate} />}
      {trace.status === "stopped" && <Callout tone="info">{word("status.stopped")}</Callout>}
      {trace.status === "partial-succeeded" && (
        <Callout tone="warn">{t("handled", { count: trace.exceptions })}</Callout>
      )}
      {running && text === "" && (
        <p className="flex items-center gap-2 text-base text-fg-2">
          <Spinner size={14} /> {word("status.running")}
        </p>
      )}
      {text !== "" && <Prose text={text} done={!running} />}
      {!running && texts.map(([name, value]) => <Prose key={name} name={name} text={value} done />)}
      <FileCards files={trace.files} />
      {!running && values.length > 0 && <Values title={t("output")} value={Object.fromEntries(values)} />}
      {trace.status === "succeeded" && outputs.length === 0 && text === "" && (
        <p className="text-base text-fg-3">{t("noOutput")}</p>
      )}
    </div>
  );
}

/** A text that is read rather than looked up. */
function isProse(value: unknown, count: number): value is string {
  return typeof value === "string" && (count === 1 || value.includes("\n") || value.length > 100);
}

function Prose({ name = "", text, done }: { name?: string; text: string; done: boolean }) {
  return (
    <section className="rounded-control border border-line">
      {done && (
        <header className="flex h-8 items-center justify-between border-b border-line bg-sunken pr-1 pl-3 text-small font-medium text-fg-2">
          <span className="truncate">{name}</span>
          <CopyButton text={text} />
        </header>
      )}
      <div className="p-3">
        <Markdown text={text} />
      </div>
    </section>
  );
}

/** Which node failed, why, and the way to it. */
function Failure({
  trace,
  reconnect,
  locate,
}: {
  trace: Trace;
  reconnect: () => void;
  locate: (node: string) => void;
}) {
  const { t } = useTranslation("orchestrate");
  const explain = useExplain();
  const failed = [...trace.order]
    .reverse()
    .map((key) => trace.steps[key])
    .find((step) => step?.status === "failed");
  if (!failed) {
    const error = Object.assign(new Error(trace.error ?? ""), {
      code: trace.errorCode ?? "run_failed",
      status: 0,
      requestId: null,
    });
    const again = trace.errorCode === "stream_lost" && (
      <Button size="inline" onClick={reconnect}>
        {t("reconnect")}
      </Button>
    );
    return <ErrorBlock {...explain(error)} action={again} />;
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
