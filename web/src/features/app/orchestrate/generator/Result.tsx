import { ChevronLeft, ChevronRight, Sparkles } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { GenerateKind } from "@/api/generate";
import { useExplain } from "@/i18n/useExplain";
import { Callout, CopyButton, EmptyState, ErrorBlock, IconButton, Segmented, Select, Spinner } from "@/ui";
import { Diff } from "@/ui/Diff";
import type { useWriting } from "./useWriting";

interface Props {
  kind: GenerateKind;
  current: string;
  writing: ReturnType<typeof useWriting>;
  problem: string | null;
}

/** What was written, version by version, alone or beside what is there. */
export function Result({ kind, current, writing, problem }: Props) {
  const { t } = useTranslation("generator");
  const explain = useExplain();
  const { versions, shown, show, running, error } = writing;
  const [view, setView] = useState<"result" | "compare">("result");
  const version = versions[shown];
  const text = version?.text ?? "";
  const comparing = view === "compare" && current !== "" && !running;
  return (
    <section
      aria-label={t("result")}
      className="flex min-h-72 min-w-0 flex-col overflow-hidden rounded-card border border-line bg-sunken"
    >
      {version && (
        <header className="flex flex-wrap items-center gap-2 border-b border-line bg-surface px-2 py-1.5">
          {versions.length > 1 && <Versions count={versions.length} shown={shown} show={show} running={running} />}
          {current !== "" && (
            <Segmented
              label={t("view")}
              value={view}
              onValueChange={setView}
              options={[
                { value: "result", label: t("result") },
                { value: "compare", label: t("compare") },
              ]}
            />
          )}
          <span className="flex-1" />
          {running && <Spinner />}
          {text !== "" && !running && <CopyButton text={text} />}
        </header>
      )}
      {error !== null && <ErrorBlock className="m-3" {...explain(error)} />}
      {problem !== null && (
        <Callout tone="bad" className="m-3">
          {problem}
        </Callout>
      )}
      {version?.cut && (
        <Callout tone="warn" className="m-3">
          {t("cut")}
        </Callout>
      )}
      {!version && error === null && (
        <EmptyState className="m-auto" icon={<Sparkles size={18} />} title={t(`empty.${kind}`)} text={t("emptyText")} />
      )}
      {version && !comparing && (
        <pre
          tabIndex={0}
          aria-label={t("result")}
          className="max-h-[60vh] min-h-0 flex-1 overflow-auto p-3 font-mono text-small break-words whitespace-pre-wrap text-fg"
        >
          {text || (running ? t("waiting") : "")}
        </pre>
      )}
      {comparing && (
        <Diff
          before={current}
          after={text}
          label={t("compare")}
          words={{ added: t("added"), removed: t("removed") }}
          className="max-h-[60vh] flex-1 py-2"
        />
      )}
      <p role="status" className="sr-only">
        {running ? t("writing") : version ? t("done", { number: shown + 1 }) : ""}
      </p>
    </section>
  );
}

function Versions({
  count,
  shown,
  show,
  running,
}: {
  count: number;
  shown: number;
  show: (index: number) => void;
  running: boolean;
}) {
  const { t } = useTranslation("generator");
  return (
    <span className="flex items-center gap-0.5">
      <IconButton
        size="compact"
        label={t("earlier")}
        icon={<ChevronLeft size={14} />}
        disabled={running || shown === 0}
        onClick={() => show(shown - 1)}
      />
      <Select
        compact
        className="w-28"
        ariaLabel={t("versions")}
        disabled={running}
        value={String(shown)}
        onValueChange={(value) => show(Number(value))}
        options={Array.from({ length: count }, (_, index) => ({
          value: String(index),
          label: t("version", { number: index + 1 }),
        }))}
      />
      <IconButton
        size="compact"
        label={t("later")}
        icon={<ChevronRight size={14} />}
        disabled={running || shown === count - 1}
        onClick={() => show(shown + 1)}
      />
    </span>
  );
}
