import { useMemo } from "react";

type Raw = Record<string, unknown>;
interface Box {
  id: string;
  title: string;
  chip: boolean;
  x: number;
  y: number;
  width: number;
  height: number;
}

const record = (value: unknown): Raw => (typeof value === "object" && value !== null ? (value as Raw) : {});
const list = (value: unknown): Raw[] => (Array.isArray(value) ? value.map(record) : []);

/** A drawing of a stored graph: enough to see its shape, without the canvas and its weight. */
export function GraphSketch({ graph, label }: { graph: unknown; label: string }) {
  const { boxes, wires, view } = useMemo(() => drawn(record(graph)), [graph]);
  return (
    <svg viewBox={view} role="img" aria-label={label} className="max-h-72 w-full rounded-card border bg-app p-2">
      {wires.map((path) => (
        <path key={path} d={path} fill="none" className="stroke-line-strong" strokeWidth={3} />
      ))}
      {boxes.map((box) => (
        <g key={box.id}>
          <rect
            x={box.x}
            y={box.y}
            width={box.width}
            height={box.height}
            rx={14}
            className={box.chip ? "fill-hover stroke-line" : "fill-surface stroke-line-strong"}
            strokeWidth={2}
          />
          {box.title && (
            <text x={box.x + 18} y={box.y + 42} className="fill-fg" fontSize={26} fontWeight={600}>
              {short(box.title)}
            </text>
          )}
        </g>
      ))}
    </svg>
  );
}

/** Han characters are about twice as wide as Latin ones. */
function short(title: string): string {
  let room = 16;
  let kept = "";
  for (const character of title) {
    room -= character > "\u2e80" ? 2 : 1;
    if (room < 0) return `${kept}…`;
    kept += character;
  }
  return kept;
}

function drawn(graph: Raw): { boxes: Box[]; wires: string[]; view: string } {
  const placed = new Map<string, Box>();
  for (const raw of list(graph["nodes"])) {
    const at = record(raw["position"]);
    const parent = placed.get(String(raw["parentId"] ?? ""));
    const data = record(raw["data"]);
    const id = String(raw["id"]);
    placed.set(id, {
      id,
      title: String(data["title"] ?? ""),
      chip: String(raw["type"]).endsWith("-start"),
      x: Number(at["x"]) + (parent?.x ?? 0),
      y: Number(at["y"]) + (parent?.y ?? 0),
      width: Number(raw["width"] ?? 244),
      height: parent ? Math.min(Number(raw["height"] ?? 70), 70) : Number(raw["height"] ?? 70),
    });
  }
  const boxes = [...placed.values()];
  const wires = list(graph["edges"]).flatMap((edge) => {
    const [from, to] = [placed.get(String(edge["source"])), placed.get(String(edge["target"]))];
    if (!from || !to) return [];
    const [x1, y1] = [from.x + from.width, from.y + Math.min(from.height / 2, 35)];
    const [x2, y2] = [to.x, to.y + Math.min(to.height / 2, 35)];
    const bend = Math.max(30, (x2 - x1) / 2);
    return [`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`];
  });
  const left = Math.min(...boxes.map((box) => box.x)) - 20;
  const top = Math.min(...boxes.map((box) => box.y)) - 20;
  const right = Math.max(...boxes.map((box) => box.x + box.width)) + 20;
  const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + 20;
  return { boxes, wires, view: `${left} ${top} ${right - left} ${bottom - top}` };
}
