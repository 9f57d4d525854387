import { Pencil, Play, Square } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLastNodeRun, type LastNodeRun } from "@/api/debug";
import { useRun } from "@/editor/context";
import { useReadOnly } from "@/editor/useNode";
import { runsAlone } from "@/editor/inspect/alone";
import { useExplain } from "@/i18n/useExplain";
import type { NodeStatus } from "@/run/events";
import { Glyph } from "@/run/Glyph";
import type { Step } from "@/run/state";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { EmptyState, ErrorBlock, Skeleton } from "@/ui/Feedback";
import { formatDuration, formatNumber, formatWhen } from "@/ui/format";
import { Spinner } from "@/ui/Spinner";
import { StepDetail, Values } from "../StepDetail";
import { StepForm } from "./StepForm";
import type { StepControl } from "./useStep";

interface Props {
  appId: string;
  id: string;
  type: string;
  step: StepControl;
}

/** What a node did last: in the run on the canvas, else in any run of one's own; and runs of this node alone. */
export function StepTab({ appId, id, type, step }: Props) {
  const { t } = useTranslation("panels");
  const explain = useExplain();
  const readOnly = useReadOnly();
  const mine = step.state.node === id && step.state.phase !== "idle" ? step.state : null;
  const shown = useRun((state) => state.trace.steps[state.trace.latest[id] ?? ""]);
  const onCanvas = useRun((state) => state.replay || state.trace.status === "running");
  const last = useLastNodeRun(appId, id, !onCanvas);
  const alone = runsAlone(type) && !readOnly;
  const running = mine?.phase === "running" || mine?.phase === "asking";
  return (
    <div>
      {mine?.phase === "form" && mine.inputs !== null && (
        <StepForm key={id} inputs={mine.inputs} run={(given) => void step.run(id, given)} close={step.close} />
      )}
      <div className="flex flex-col gap-3 p-4">
        {mine?.error !== null && mine?.error !== undefined && <ErrorBlock {...refusal(mine.error, explain)} />}
        {running && (
          <div role="status" className="flex items-center gap-2 text-base text-fg">
            <Spinner />
            <span className="flex-1">{t(mine.lost ? "inspect.lost" : "inspect.running")}</span>
            <Button size="compact" icon={<Square size={12} className="fill-current" />} onClick={step.stop}>
              {t("inspect.stop")}
            </Button>
          </div>
        )}
        {alone && mine === null && (
          <div className="flex flex-wrap gap-2">
            <Button size="compact" icon={<Play size={12} />} onClick={() => void step.begin(id)}>
              {t("inspect.runStep")}
            </Button>
            <Button
              size="compact"
              variant="ghost"
              icon={<Pencil size={12} />}
              onClick={() => void step.begin(id, true)}
            >
              {t("inspect.withInputs")}
            </Button>
          </div>
        )}
        {onCanvas ? (
          shown ? (
            <OnCanvas step={shown} />
          ) : (
            <Nothing type={type} />
          )
        ) : last.isPending ? (
          <Skeleton className="h-24" />
        ) : last.isError ? (
          <ErrorBlock {...explain(last.error)} onRetry={() => void last.refetch()} />
        ) : last.data === null ? (
          <Nothing type={type} />
        ) : (
          <Stored run={last.data} />
        )}
      </div>
    </div>
  );
}

/** Refusals whose own words say more than any text for all of their kind. */
const NAMED = new Set(["values_missing", "invalid_graph", "invalid_param"]);

/** Refusals of a run name nodes and values; errors of the page itself are explained. */
function refusal(error: unknown, explain: ReturnType<typeof useExplain>): { title: string; details?: string } {
  const named = error instanceof Error && "code" in error && NAMED.has(String(error.code));
  return named ? { title: error.message } : explain(error);
}

function Nothing({ type }: { type: string }) {
  const { t } = useTranslation("canvas");
  const { t: say } = useTranslation("panels");
  return <EmptyState title={t("noRun")} text={runsAlone(type) ? say("inspect.noRun") : t("noRunHelp")} />;
}

function Facts({ status, facts }: { status: NodeStatus; facts: readonly string[] }) {
  const { t } = useTranslation("canvas");
  return (
    <p className="flex flex-wrap items-center gap-2 text-base text-fg">
      <Glyph status={status} />
      {[t(`status.${status}`), ...facts].filter(Boolean).join(" · ")}
    </p>
  );
}

function OnCanvas({ step }: { step: Step }) {
  const facts = [
    step.elapsed === null ? "" : formatDuration(step.elapsed),
    step.tokens > 0 ? `${formatNumber(step.tokens)} tok` : "",
  ];
  return (
    <>
      <Facts status={step.status} facts={facts} />
      <StepDetail step={step} />
    </>
  );
}

function Stored({ run }: { run: LastNodeRun }) {
  const { t, i18n } = useTranslation("panels");
  const { t: word } = useTranslation("orchestrate");
  const tokens = Number(run.execution_metadata["total_tokens"] ?? 0);
  const facts = [
    formatDuration(run.elapsed_time),
    tokens > 0 ? `${formatNumber(tokens)} tok` : "",
    formatWhen(run.finished_at, i18n.language),
  ];
  const process = run.process_data as Record<string, unknown> | null;
  return (
    <>
      <Facts status={run.status as NodeStatus} facts={facts} />
      {(run.stale === true || (run.handle ?? null) !== null) && (
        <p className="flex flex-wrap gap-1.5">
          {run.stale === true && <Badge tone="warn">{t("inspect.stale.run")}</Badge>}
          {typeof run.handle === "string" && <Badge>{t("inspect.way", { way: run.handle })}</Badge>}
        </p>
      )}
      {run.error !== null && run.error !== "" && <ErrorBlock title={run.error} />}
      <Values title={word("input")} value={run.inputs} />
      {process !== null && Object.keys(process).length > 0 && <Values title={word("process")} value={process} />}
      <Values title={word("output")} value={run.outputs} />
    </>
  );
}
