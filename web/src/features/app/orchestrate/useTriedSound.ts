import { useCallback } from "react";
import { hearTried, speakTried } from "@/api/sound";
import type { Speak } from "@/chat/speech";
import { useVoice } from "@/chat/useVoice";

const part = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
const word = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);

/** Speech of an app as its settings are now: reading answers aloud, and a microphone. */
export function useTriedSound(appId: string, settings: Readonly<Record<string, unknown>>) {
  const speech = part(settings["text_to_speech"]);
  const [voice, language] = [word(speech["voice"]), word(speech["language"])];
  const speak = useCallback<Speak>(
    (message) => speakTried(appId, message, { voice, language }),
    [appId, voice, language],
  );
  const listen = useCallback((recording: File) => hearTried(appId, recording), [appId]);
  return {
    ...useVoice(speech["enabled"] === true ? speak : undefined),
    listen: part(settings["speech_to_text"])["enabled"] === true ? listen : undefined,
  };
}
