import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Clash } from "@/editor/merge";
import { Button, Dialog, Segmented } from "@/ui";

interface Props {
  clashes: readonly Clash[];
  settle: (theirs: ReadonlySet<string>) => void;
}

const shown = (value: unknown) => (typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? ""));

/** Two people changed the same setting: both values side by side, and a choice for each. Nothing is saved before. */
export function ClashDialog({ clashes, settle }: Props) {
  const { t } = useTranslation("orchestrate");
  const [theirs, setTheirs] = useState<ReadonlySet<string>>(new Set());
  const choose = (key: string, side: "mine" | "theirs") => {
    const next = new Set(theirs);
    if (side === "theirs") next.add(key);
    else next.delete(key);
    setTheirs(next);
  };
  return (
    <Dialog
      open
      onOpenChange={() => undefined}
      size="l"
      title={t("clash.title")}
      description={t("clash.text")}
      footer={
        <Button variant="primary" onClick={() => settle(theirs)}>
          {t("clash.settle")}
        </Button>
      }
    >
      <div className="space-y-4">
        {clashes.map((clash) => (
          <section key={clash.key} aria-label={clash.title} className="rounded-card border border-line p-3">
            <div className="mb-2 flex flex-wrap items-center gap-2">
              <h3 className="flex-1 text-base font-semibold">
                {clash.title}
                {clash.field !== null && <span className="font-normal text-fg-3"> · {clash.field}</span>}
              </h3>
              <Segmented
                label={t("clash.choose")}
                value={theirs.has(clash.key) ? "theirs" : "mine"}
                onValueChange={(side) => choose(clash.key, side)}
                options={[
                  { value: "mine", label: t("clash.mine") },
                  { value: "theirs", label: t("clash.theirs") },
                ]}
              />
            </div>
            <div className="grid gap-2 sm:grid-cols-2">
              {([clash.mine, clash.theirs] as const).map((value, index) => (
                <pre
                  key={index}
                  tabIndex={0}
                  aria-label={index === 0 ? t("clash.mine") : t("clash.theirs")}
                  className="max-h-56 overflow-auto rounded-control bg-sunken p-2.5 font-mono text-small break-words whitespace-pre-wrap"
                >
                  {shown(value)}
                </pre>
              ))}
            </div>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
