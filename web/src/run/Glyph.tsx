import { Ban, CircleAlert, CircleCheck, CirclePause, CircleX, LoaderCircle, RotateCw } from "lucide-react";
import type { NodeStatus, RunStatus } from "./events";
import "./glyph.css";

const GLYPHS = {
  running: LoaderCircle,
  pending: LoaderCircle,
  retry: RotateCw,
  succeeded: CircleCheck,
  "partial-succeeded": CircleAlert,
  exception: CircleAlert,
  failed: CircleX,
  stopped: Ban,
  paused: CirclePause,
} as const;

/** The state of a step or a run as a shape; the word stands beside it or in its name. */
export function Glyph({ status, label, size = 16 }: { status: NodeStatus | RunStatus; label?: string; size?: number }) {
  const Icon = GLYPHS[status];
  const named = label === undefined ? { "aria-hidden": true } : { role: "img", "aria-label": label };
  return <Icon className="glyph" data-status={status} size={size} {...named} />;
}
