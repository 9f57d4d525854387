import { useTranslation } from "react-i18next";
import type { Document } from "../data";

/** "about 2 min left", where the server can tell. */
export function useRemaining({ remaining_seconds }: Pick<Document, "remaining_seconds">): string | null {
  const { t } = useTranslation("knowledge");
  if (remaining_seconds === null || remaining_seconds < 1) return null;
  return remaining_seconds < 90
    ? t("secondsLeft", { count: Math.ceil(remaining_seconds) })
    : t("minutesLeft", { count: Math.round(remaining_seconds / 60) });
}
