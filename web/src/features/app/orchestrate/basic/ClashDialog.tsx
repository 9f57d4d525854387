import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, Dialog, Segmented } from "@/ui";
import type { Raw } from "./config";
import { partsOf } from "./parts";
import { useWordOf } from "./PublishMenu";

interface Props {
  keys: readonly string[];
  mine: Raw;
  theirs: Raw;
  settle: (choice: Record<string, "mine" | "theirs">) => void;
}

const shown = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? ""));

/** Two people changed the same part: both values side by side, and a choice for each. Nothing is saved before. */
export function ClashDialog({ keys, mine, theirs, settle }: Props) {
  const { t } = useTranslation("basic");
  const word = useWordOf();
  const [choice, setChoice] = useState<Record<string, "mine" | "theirs">>({});
  const of = (key: string) => choice[key] ?? "mine";
  return (
    <Dialog
      open
      onOpenChange={() => undefined}
      size="l"
      title={t("clash.title")}
      description={t("clash.text")}
      footer={
        <Button variant="primary" onClick={() => settle(Object.fromEntries(keys.map((key) => [key, of(key)])))}>
          {t("clash.settle")}
        </Button>
      }
    >
      <div className="space-y-4">
        {keys.map((key) => (
          <section key={key} aria-label={key} className="rounded-card border border-line p-3">
            <div className="mb-2 flex flex-wrap items-center gap-2">
              <h3 className="flex-1 text-base font-semibold">{partsOf([key]).map(word)[0]}</h3>
              <Segmented
                label={t("clash.choose")}
                value={of(key)}
                onValueChange={(value) => setChoice((all) => ({ ...all, [key]: value }))}
                options={[
                  { value: "mine", label: t("clash.mine") },
                  { value: "theirs", label: t("clash.theirs") },
                ]}
              />
            </div>
            <div className="grid gap-2 sm:grid-cols-2">
              {([mine, theirs] as const).map((side, index) => (
                <pre
                  key={index}
                  tabIndex={0}
                  aria-label={index === 0 ? t("clash.mine") : t("clash.theirs")}
                  className="max-h-56 overflow-auto rounded-control bg-sunken p-2.5 font-mono text-small break-words whitespace-pre-wrap"
                >
                  {shown(side[key])}
                </pre>
              ))}
            </div>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
