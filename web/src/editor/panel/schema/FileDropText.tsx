import { Upload } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";

/** Takes a text from a file. */
export function FileDropText({ onText }: { onText: (text: string) => void }) {
  const { t } = useTranslation("panels");
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button size="compact" icon={<Upload size={14} />} onClick={() => input.current?.click()}>
        {t("schema.file")}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        aria-label={t("schema.file")}
        className="hidden"
        onChange={(event) => {
          void event.target.files?.[0]?.text().then(onText);
          event.target.value = "";
        }}
      />
    </>
  );
}
