import type { NodeProps } from "@xyflow/react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { langOf, specOf } from "@/nodes/registry";
import { useEditor, useRun } from "../context";
import { formatDuration, formatNumber } from "@/ui/format";
import type { DocHandle } from "../graph";
import type { NodeRun } from "../runStore";
import type { FlowNode } from "./flow";
import { Title } from "./Title";
import { useOverview } from "./overviewContext";
import { Glyph } from "@/run/Glyph";

/** A node as a card. It reads its own record and its own run state, nothing else. */
export const Card = memo(function Card({ id }: NodeProps<FlowNode>) {
  const node = useEditor((state) => state.document.nodes[id]);
  const selected = useEditor((state) => state.selection.includes(id));
  const refused = useEditor((state) => state.view.link?.refused.has(id) === true);
  const over = useEditor((state) => state.view.link?.over === id);
  const mark = useEditor((state) => state.marks[id]);
  const run = useRun((state) => state.byNode[id]);
  const skipped = useRun((state) => state.trace.ended && state.trace.order.length > 0 && !(id in state.byNode));
  const overview = useOverview();
  const { t, i18n } = useTranslation("canvas");
  if (!node) return null;
  const lang = langOf(i18n.language);
  const spec = specOf(node.type);
  const text = spec.text[lang];
  const state = run?.status ?? (skipped ? "skipped" : undefined);
  return (
    <div
      className="nd-card"
      data-selected={selected || undefined}
      data-refused={refused || undefined}
      data-over={(over && !refused) || undefined}
      data-state={state}
      data-mark={mark}
      style={{ height: node.height }}
    >
      <div className="nd-head">
        {!overview && <FamilyIcon type={node.type} />}
        <Title id={id} title={node.title || text.name} />
        {!overview && mark && <Mark kind={mark} />}
        {!overview && run && run.status !== "skipped" && (
          <Glyph status={run.status} label={t(`status.${run.status}`)} />
        )}
      </div>
      {!overview && spec.Summary && node.height > 40 && (
        <div className="nd-body">
          <spec.Summary data={node.data} text={text} lang={lang} />
        </div>
      )}
      {!overview && node.data["error_strategy"] === "fail-branch" && <div className="nd-fail">{t("failBranch")}</div>}
      {!overview && run && <Footer run={run} />}
      {node.handles.map((handle) => (
        <Pin key={`${handle.side}-${handle.id}`} handle={handle} />
      ))}
    </div>
  );
});

/** How a node differs from the other state it is compared with. */
export function Mark({ kind }: { kind: "added" | "removed" | "changed" }) {
  const { t } = useTranslation("canvas");
  return (
    <span className="nd-mark" data-mark={kind}>
      {t(`mark.${kind}`)}
    </span>
  );
}

function Footer({ run }: { run: NodeRun }) {
  const parts: string[] = [];
  if (run.elapsed !== null && run.status !== "running") parts.push(formatDuration(run.elapsed));
  if (run.tokens > 0) parts.push(`${formatNumber(run.tokens)} tok`);
  if (run.attempts > 0) parts.push(`↻ ${run.attempts}`);
  return parts.length === 0 ? null : <div className="nd-foot">{parts.join(" · ")}</div>;
}

export const FamilyIcon = memo(function FamilyIcon({ type, size = 20 }: { type: string; size?: number }) {
  const spec = specOf(type);
  return (
    <span className="nd-icon" data-family={spec.family} style={{ width: size, height: size }}>
      <spec.icon size={Math.round(size * 0.65)} aria-hidden />
    </span>
  );
});

/**
 * Where edges touch and are pulled from (`useLink`): a plain element with the marks by which the drawing library
 * measures handles; its own handles cost a subscription each.
 */
export const Pin = memo(function Pin({ handle }: { handle: DocHandle }) {
  const [type, position] = handle.side === "in" ? ["target", "left"] : ["source", "right"];
  return (
    <div
      className={`react-flow__handle react-flow__handle-${position} nd-pin nodrag nopan ${type}`}
      data-handleid={handle.id}
      data-handlepos={position}
      data-kind={handle.kind}
      style={{ top: handle.y }}
    />
  );
});
