import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, Menu, TextArea, TextField } from "@/ui";
import { ChevronDown } from "lucide-react";
import { EXAMPLES, type Example } from "./examples";
import type { Source } from "./useParsed";

/** Where the document comes from: an address, an example, or pasted text. */
export function SchemaSource({ source, tried }: { source: Source; tried: boolean }) {
  const { t } = useTranslation("tools");
  const explain = useExplain();
  const [bad, setBad] = useState(false);
  const load = () => {
    const ok = /^https?:\/\/\S+$/.test(source.url.trim());
    setBad(!ok);
    if (ok && !source.fetch.isPending) source.fetch.go();
  };
  const urlError = bad ? t("api.needUrl") : source.fetch.error && explain(source.fetch.error).title;
  const problem = source.error
    ? explain(source.error).title
    : tried && source.document.trim() === "" && t("api.needDocument");
  return (
    <div className="space-y-3">
      <div className="flex items-start gap-2">
        <TextField
          className="flex-1"
          label={t("api.url")}
          optional
          type="url"
          placeholder="https://api.example.com/openapi.json"
          value={source.url}
          onChange={(event) => {
            setBad(false);
            source.fetch.reset();
            source.setUrl(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
            event.preventDefault();
            load();
          }}
          error={urlError}
        />
        <Button className="mt-6" loading={source.fetch.isPending} onClick={load}>
          {t("api.fetch")}
        </Button>
      </div>
      <TextArea
        label={t("api.document")}
        aside={
          <Menu
            trigger={
              <Button size="inline" variant="ghost">
                {t("api.examples")}
                <ChevronDown aria-hidden size={12} />
              </Button>
            }
            entries={(Object.keys(EXAMPLES) as Example[]).map((one) => ({
              label: t(`api.example.${one}`),
              onSelect: () => source.edit(EXAMPLES[one]),
            }))}
          />
        }
        help={t("api.documentHelp")}
        mono
        spellCheck={false}
        rows={10}
        maxRows={18}
        value={source.document}
        onChange={(event) => source.edit(event.target.value)}
        error={problem}
      />
    </div>
  );
}
