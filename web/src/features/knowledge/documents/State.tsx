import { Pause, Play, RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton, Progress, StatusDot, type Tone } from "@/ui";
import type { Document, DocumentAction, DocumentState } from "../data";
import { mayDo } from "./actions";
import { useRemaining } from "./useRemaining";

const TONE: Record<DocumentState, Tone> = {
  queuing: "neutral",
  indexing: "run",
  paused: "warn",
  error: "bad",
  available: "ok",
  disabled: "neutral",
  archived: "neutral",
};

type Props = { document: Document; onAct: (action: DocumentAction) => void };

/** The state in words, how far it is, and what can be done about it. */
export function State({ document, onAct }: Props) {
  const { t } = useTranslation("knowledge");
  const state = document.display_status;
  const remaining = useRemaining(document);
  const about = { name: document.name };
  return (
    <div className="flex items-center gap-1 md:min-w-40">
      <div className="min-w-0 flex-1">
        <StatusDot tone={TONE[state]}>{t(`state.${state}`)}</StatusDot>
        {state === "indexing" && (
          <div className="mt-1">
            <Progress value={document.progress} label={t("progressOf", about)} />
            <p className="tabular mt-0.5 text-meta text-fg-3">
              {document.total_segments > 0
                ? t("chunksDone", { done: document.completed_segments, total: document.total_segments })
                : t(`stage.${document.indexing_status as "parsing"}`)}
              {remaining && ` · ${remaining}`}
            </p>
          </div>
        )}
      </div>
      {mayDo(document, "pause") && (
        <IconButton
          size="inline"
          label={t("pauseOf", about)}
          icon={<Pause size={12} />}
          onClick={() => onAct("pause")}
        />
      )}
      {mayDo(document, "resume") && (
        <IconButton
          size="inline"
          label={t("resumeOf", about)}
          icon={<Play size={12} />}
          onClick={() => onAct("resume")}
        />
      )}
      {mayDo(document, "retry") && (
        <IconButton
          size="inline"
          label={t("retryOf", about)}
          icon={<RotateCw size={12} />}
          onClick={() => onAct("retry")}
        />
      )}
    </div>
  );
}
