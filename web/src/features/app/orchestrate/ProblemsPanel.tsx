import { CircleCheck, Crosshair, TriangleAlert, CircleX } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Problem } from "@/api/runs";
import { useEditor } from "@/editor/context";
import { langOf, nodeText } from "@/nodes/registry";
import { useExplain } from "@/i18n/useExplain";
import { Button } from "@/ui/Button";
import { Callout, EmptyState, ErrorBlock, Skeleton } from "@/ui/Feedback";
import { SidePanel } from "@/ui/SidePanel";
import type { useProblems } from "@/api/runs";

interface Props {
  found: ReturnType<typeof useProblems>;
  locate: (node: string) => void;
  onClose: () => void;
}

/** What keeps the draft from being published, and what is probably a slip; each with the way to its node. */
export function ProblemsPanel({ found, locate, onClose }: Props) {
  const { t } = useTranslation("orchestrate");
  const explain = useExplain();
  const rows = found.data ?? [];
  const errors = rows.filter((row) => row.severity === "error");
  return (
    <SidePanel
      name="problems"
      title={t("problems")}
      onClose={onClose}
      initial={380}
      footer={
        <Button className="w-full" loading={found.isFetching} onClick={() => void found.refetch()}>
          {t("checkAgain")}
        </Button>
      }
    >
      {found.isPending && [0, 1, 2].map((row) => <Skeleton key={row} className="mx-4 mt-3 h-12" />)}
      {found.isError && <ErrorBlock className="m-4" {...explain(found.error)} onRetry={() => void found.refetch()} />}
      {errors.length > 0 && (
        <Callout tone="bad" className="m-4 mb-2">
          {t("publishBlocked", { count: errors.length })}
        </Callout>
      )}
      {found.isSuccess && rows.length === 0 && (
        <EmptyState icon={<CircleCheck size={18} />} title={t("noProblems")} text={t("noProblemsText")} />
      )}
      <ul>
        {rows.map((row, index) => (
          <li key={index}>
            <Row problem={row} locate={locate} />
          </li>
        ))}
      </ul>
    </SidePanel>
  );
}

function Row({ problem, locate }: { problem: Problem; locate: (node: string) => void }) {
  const { t, i18n } = useTranslation("orchestrate");
  const { t: word } = useTranslation("canvas");
  const node = useEditor((state) => (problem.node_id ? state.document.nodes[problem.node_id] : undefined));
  const bad = problem.severity === "error";
  const Icon = bad ? CircleX : TriangleAlert;
  const title = node ? node.title || nodeText(node.type, langOf(i18n.language)).name : t("wholeGraph");
  const key = `problem.${problem.code}`;
  const sentence = i18n.exists(key, { ns: "orchestrate" })
    ? t(`problem.${problem.code as "not_connected"}`, { type: node?.type ?? "" })
    : problem.message;
  return (
    <div className="flex items-start gap-2.5 border-b border-line/60 px-4 py-2.5">
      <Icon
        size={16}
        role="img"
        aria-label={t(`severity.${bad ? "error" : "warning"}`)}
        className={bad ? "mt-0.5 shrink-0 text-bad" : "mt-0.5 shrink-0 text-warn"}
      />
      <div className="min-w-0 flex-1">
        <p className="text-base font-medium break-words text-fg">{title}</p>
        <p className="mt-0.5 text-base break-words text-fg-2">{sentence}</p>
      </div>
      {node && (
        <Button size="inline" icon={<Crosshair size={12} />} onClick={() => locate(node.id)}>
          {word("locate")}
        </Button>
      )}
    </div>
  );
}
