import type { NodeProps } from "@xyflow/react";
import { ChevronLeft, ChevronRight, House } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { langOf, specOf } from "@/nodes/registry";
import { formatDuration } from "@/ui/format";
import { useEditor, useRun, useRunStore } from "../context";
import { text as asText } from "../raw";
import { FamilyIcon, Mark, Pin } from "./Card";
import type { FlowNode } from "./flow";
import { Title } from "./Title";
import { useSizing } from "./useSizing";
import { Glyph } from "@/run/Glyph";

/** An iteration or a loop: a frame with a header around its nodes. */
export const Frame = memo(function Frame({ id }: NodeProps<FlowNode>) {
  const node = useEditor((state) => state.document.nodes[id]);
  const selected = useEditor((state) => state.selection.includes(id));
  const target = useEditor((state) => state.view.frame === id || state.view.link?.over === id);
  const mark = useEditor((state) => state.marks[id]);
  const sizing = useSizing(id, { width: 320, height: 140 });
  const run = useRun((state) => state.byNode[id]);
  const { t, i18n } = useTranslation("canvas");
  if (!node) return null;
  const text = specOf(node.type).text[langOf(i18n.language)];
  return (
    <div
      className="nd-frame"
      data-selected={selected || undefined}
      data-over={target || undefined}
      data-state={run?.status}
      data-mark={mark}
      style={sizing.size ?? { width: node.width, height: node.height }}
    >
      <div className="nd-frame-head">
        <FamilyIcon type={node.type} />
        <Title id={id} title={node.title || text.name} />
        <span className="nd-chip">{mode(node.data, text)}</span>
        {mark && <Mark kind={mark} />}
        <span className="nd-grow" />
        {run && run.rounds > 0 && <Rounds id={id} rounds={run.rounds} length={run.length} />}
        {run?.elapsed != null && run.status !== "running" && (
          <span className="nd-note">{formatDuration(run.elapsed)}</span>
        )}
        {run && run.status !== "skipped" && <Glyph status={run.status} label={t(`status.${run.status}`)} />}
      </div>
      {node.handles.map((handle) => (
        <Pin key={`${handle.side}-${handle.id}`} handle={handle} />
      ))}
      {sizing.grip}
    </div>
  );
});

function mode(data: Record<string, unknown>, text: Record<string, string>): string {
  if (data["type"] === "loop") return `≤ ${asText(data["loop_count"]) || "10"} ↻`;
  if (data["is_parallel"] === true) return `${text["parallel"] ?? ""} × ${asText(data["parallel_nums"]) || "10"}`;
  return text["sequential"] ?? "";
}

/** Pages through the rounds of a run; the states of the nodes inside follow. */
function Rounds({ id, rounds, length }: { id: string; rounds: number; length: number | null }) {
  const store = useRunStore();
  const { t } = useTranslation("canvas");
  const shown = useRun((state) => state.shown[id]) ?? rounds - 1;
  const total = Math.max(rounds, length ?? 0);
  const go = (to: number) => {
    store.getState().showRound(id, Math.min(rounds - 1, Math.max(0, to)));
  };
  return (
    <span className="nd-rounds nodrag nopan">
      <button type="button" aria-label={t("roundBefore")} disabled={shown <= 0} onClick={() => go(shown - 1)}>
        <ChevronLeft size={14} aria-hidden />
      </button>
      <span>
        {shown + 1} / {total}
      </span>
      <button type="button" aria-label={t("roundAfter")} disabled={shown >= rounds - 1} onClick={() => go(shown + 1)}>
        <ChevronRight size={14} aria-hidden />
      </button>
    </span>
  );
}

/** Where the rounds of a container begin. */
export const StartChip = memo(function StartChip({ id }: NodeProps<FlowNode>) {
  const handles = useEditor((state) => state.document.nodes[id]?.handles);
  return (
    <div className="nd-start">
      <House size={16} aria-hidden />
      {handles?.map((handle) => (
        <Pin key={handle.id} handle={handle} />
      ))}
    </div>
  );
});
