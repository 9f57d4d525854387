import { CloudAlert, CloudOff, LoaderCircle } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { formatWhen } from "@/ui/format";
import type { SaverView } from "./saver";

/** Whether the draft is stored, in words. */
export function Saved({ view }: { view: SaverView }) {
  const { t, i18n } = useTranslation("orchestrate");
  const explain = useExplain();
  const words = {
    saved: t("saved", { when: formatWhen(view.savedAt, i18n.language) }),
    waiting: t("saving.waiting"),
    saving: t("saving.saving"),
    offline: t("saving.offline"),
    failed: t("saving.failed"),
    clash: t("saving.clash"),
  }[view.state];
  const bad = view.state === "offline" || view.state === "failed" || view.state === "clash";
  const Icon = view.state === "offline" ? CloudOff : bad ? CloudAlert : LoaderCircle;
  return (
    <span
      role="status"
      data-save={view.state}
      className={bad ? "inline-flex items-center gap-1 text-bad" : "inline-flex items-center gap-1"}
      title={view.error ? explain(view.error).title : undefined}
    >
      {bad && <Icon size={12} aria-hidden />}
      {words}
    </span>
  );
}
