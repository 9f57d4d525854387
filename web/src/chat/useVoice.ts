import { useCallback, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "@/ui/toast";
import type { Voice } from "./Message";
import { useSpeech, type Speak } from "./speech";
import type { Turn } from "./turn";

/** What reads answers of a chat aloud; without `speak` nothing does, and `voice` is absent. */
export function useVoice(speak: Speak | undefined) {
  const { t } = useTranslation("chat");
  const { speaking, loading, play, stop, hear } = useSpeech(speak);
  const toggle = useCallback(
    (turn: Turn, text: string) => {
      if (speaking === turn.key) stop();
      else play(turn.key, { id: turn.trace.messageId, text }).catch(() => toast.bad(t("speakFailed")));
    },
    [speaking, play, stop, t],
  );
  const on = speak !== undefined;
  const voice = useMemo<Voice | undefined>(
    () => (on ? { speaking, loading, toggle } : undefined),
    [on, speaking, loading, toggle],
  );
  return { voice, hear };
}
