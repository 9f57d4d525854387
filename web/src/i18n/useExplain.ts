import { useCallback } from "react";
import { useTranslation } from "react-i18next";

type Known = { code: string; message: string; status: number; requestId: string | null };
const isKnown = (error: unknown): error is Known => error instanceof Error && "code" in error && "status" in error;

/** Turns an error into a sentence for people and details for those who ask. Codes without a text show the server's. */
export function useExplain() {
  const { t, i18n } = useTranslation("errors");
  return useCallback(
    (error: unknown): { title: string; details?: string } => {
      if (!isKnown(error)) return { title: t("unknown"), ...(error instanceof Error && { details: error.message }) };
      const key = error.code as "unknown";
      const title: string = i18n.exists(key, { ns: "errors" }) ? t(key) : error.message || t("unknown");
      const lines = [`${error.code} · HTTP ${error.status}`];
      if (error.requestId) lines.push(error.requestId);
      if (title !== error.message) lines.push(error.message);
      return { title, details: lines.join("\n") };
    },
    [t, i18n],
  );
}
