import { MiniMap, type MiniMapNodeProps } from "@xyflow/react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { specOf } from "@/nodes/registry";
import { useEditor, useRun } from "../context";

const COLOURS: Record<string, string> = {
  running: "var(--run)",
  failed: "var(--bad)",
  exception: "var(--warn)",
};

const Spot = memo(function Spot({ id, x, y, width, height }: MiniMapNodeProps) {
  const kind = useEditor((state) => state.document.nodes[id]?.kind);
  const type = useEditor((state) => state.document.nodes[id]?.type ?? "");
  const status = useRun((state) => state.byNode[id]?.status);
  const hollow = kind === "frame" || kind === "note";
  const colour = COLOURS[status ?? ""] ?? `var(--family-${specOf(type).family})`;
  return (
    <rect
      x={x}
      y={y}
      width={width}
      height={height}
      rx={16}
      fill={hollow ? "none" : colour}
      stroke={hollow ? "var(--line-strong)" : "none"}
      strokeWidth={8}
      opacity={hollow ? 1 : 0.75}
    />
  );
});

/** Family colours and run states; drag to move. It rests while the overview map shows. */
export function Minimap() {
  const { t } = useTranslation("canvas");
  return (
    <MiniMap
      ariaLabel={t("minimap")}
      nodeComponent={Spot}
      pannable
      zoomable
      position="bottom-right"
      style={{ width: 168, height: 104 }}
    />
  );
}
