import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLoggedRun } from "@/api/logs";
import { useExplain } from "@/i18n/useExplain";
import type { Trace as TraceData } from "@/run/state";
import { traceOfRun } from "@/run/tree";
import { ErrorBlock, SidePanel, Skeleton, Tabs } from "@/ui";
import { Detail } from "../orchestrate/Detail";
import { Result } from "../orchestrate/Result";
import { Trace } from "../orchestrate/Trace";

/** A stored run as a trace, with nodes in their containers. */
export function useTrace(appId: string, runId: string) {
  const run = useLoggedRun(appId, runId);
  const trace = useMemo((): TraceData | undefined => {
    if (!run.data) return undefined;
    const { run: record, executions } = run.data;
    const nodes = (record.graph["nodes"] ?? []) as { id: string; parentId?: string | null }[];
    const parents = new Map(nodes.map((node) => [node.id, node.parentId ?? null]));
    return traceOfRun(record, executions, (id) => parents.get(id) ?? null);
  }, [run.data]);
  return { ...run, trace };
}

/** A run as its user got it, in figures, and step by step. */
export function LoggedRunPanel({ appId, runId, onClose }: { appId: string; runId: string; onClose: () => void }) {
  const { t } = useTranslation("logs");
  const explain = useExplain();
  const { trace, error, refetch } = useTrace(appId, runId);
  const [tab, setTab] = useState<"result" | "detail" | "trace">("result");
  return (
    <SidePanel name="log" title={t("run")} onClose={onClose} initial={560} max={900}>
      {error && <ErrorBlock className="m-4" {...explain(error)} onRetry={() => void refetch()} />}
      {!trace && !error && <Skeleton className="m-4 h-40" />}
      {trace && (
        <Tabs
          label={t("run")}
          value={tab}
          onValueChange={setTab}
          listClassName="px-4"
          tabs={[
            {
              value: "result",
              label: t("result"),
              content: (
                <Result trace={trace} lost={false} reconnect={() => void refetch()} locate={() => setTab("trace")} />
              ),
            },
            { value: "detail", label: t("detail"), content: <Detail trace={trace} /> },
            { value: "trace", label: t("tracing"), content: <Trace trace={trace} /> },
          ]}
        />
      )}
    </SidePanel>
  );
}
