import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { logFile } from "@/api/logs";
import { useExplain } from "@/i18n/useExplain";
import { Button, Menu, toast } from "@/ui";
import { saveAs } from "../annotations/saveAs";
import { conversationFilter, runFilter, type LogSearch } from "./search";

/** Saves everything that is found, over all pages, as a file. */
export function ExportMenu({ appId, search, workflow }: { appId: string; search: LogSearch; workflow: boolean }) {
  const { t } = useTranslation("logs");
  const explain = useExplain();
  const [busy, setBusy] = useState(false);
  const save = async (format: "csv" | "jsonl") => {
    setBusy(true);
    try {
      const what = workflow ? "runs" : "conversations";
      const filter = workflow ? runFilter(search) : conversationFilter(search);
      saveAs(await logFile(appId, what, format, filter), `${what}-${new Date().toISOString().slice(0, 10)}.${format}`);
    } catch (error) {
      toast.bad(explain(error).title);
    }
    setBusy(false);
  };
  return (
    <Menu
      trigger={
        <Button icon={<Download size={14} />} loading={busy}>
          {t("export.title")}
        </Button>
      }
      entries={[
        { label: t("export.csv"), onSelect: () => void save("csv") },
        { label: t("export.jsonl"), onSelect: () => void save("jsonl") },
      ]}
    />
  );
}
