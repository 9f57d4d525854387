import { Search, Trash2, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDraftVariables, useValueChanges } from "@/api/debug";
import { groupsOf, keyOf, matching } from "@/editor/inspect/groups";
import { useReadOnly } from "@/editor/useNode";
import { useExplain } from "@/i18n/useExplain";
import { Button, IconButton } from "@/ui/Button";
import { cn } from "@/ui/cn";
import { EmptyState, ErrorBlock, Skeleton } from "@/ui/Feedback";
import { Splitter, useRememberedSize } from "@/ui/SidePanel";
import { TextField } from "@/ui/TextField";
import { toast } from "@/ui/toast";
import { Ask } from "../canvas/Ask";
import { ValueList } from "./ValueList";
import { ValueView } from "./ValueView";

interface Props {
  appId: string;
  locate: (node: string) => void;
  onClose: () => void;
}

/** The values that one's own tries left, by node: below the graph, on a phone over it. */
export function Inspector({ appId, locate, onClose }: Props) {
  const { t } = useTranslation("panels");
  const explain = useExplain();
  const readOnly = useReadOnly();
  const [size, setSize] = useRememberedSize("inspector", 280);
  const [search, setSearch] = useState("");
  const [chosen, choose] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const found = useDraftVariables(appId, true);
  const { forget } = useValueChanges(appId);
  const all = (found.data?.data ?? []).map((one) => ({ ...one, text: one.text ?? "", stale: one.stale ?? false }));
  const entries = matching(all, search);
  const selected = all.find((one) => keyOf(one) === chosen);
  const drop = (node: string | null) =>
    forget.mutate(node, {
      onSuccess: () => setAsking(false),
      onError: (error) => toast.bad(explain(error).title),
    });
  return (
    <section
      aria-label={t("inspect.title")}
      style={{ "--dock": `${size}px` } as React.CSSProperties}
      className="relative flex min-h-0 animate-fade flex-col border-t border-line bg-surface max-md:fixed max-md:inset-0 max-md:z-30 md:h-(--dock) md:max-h-[60dvh]"
    >
      <span className="absolute inset-x-0 top-0 hidden flex-col md:flex">
        <Splitter vertical edge="start" size={size} min={160} max={640} onSize={setSize} />
      </span>
      <header className="flex h-11 shrink-0 items-center gap-2 border-b border-line px-4">
        <h2 className="min-w-0 flex-1 truncate text-base font-semibold text-fg">{t("inspect.title")}</h2>
        <TextField
          ariaLabel={t("inspect.search")}
          placeholder={t("inspect.search")}
          leading={<Search size={13} aria-hidden />}
          controlSize="compact"
          className="w-52 max-md:w-32"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        {!readOnly && (
          <Button
            size="compact"
            variant="ghost"
            icon={<Trash2 size={13} />}
            disabled={all.every((one) => one.updated_at === null || one.updated_at === undefined)}
            onClick={() => setAsking(true)}
          >
            <span className="max-md:sr-only">{t("inspect.resetAll")}</span>
          </Button>
        )}
        <IconButton
          size="compact"
          label={t("inspect.close")}
          icon={<X size={15} />}
          onClick={onClose}
          className="-mr-2"
        />
      </header>
      {found.isPending ? (
        <div className="flex flex-col gap-2 p-4">
          <Skeleton className="h-6" />
          <Skeleton className="h-6" />
        </div>
      ) : found.isError ? (
        <ErrorBlock className="m-4" {...explain(found.error)} onRetry={() => void found.refetch()} />
      ) : all.length === 0 ? (
        <EmptyState className="py-6" title={t("inspect.empty")} text={t("inspect.emptyHelp")} />
      ) : (
        <div className="grid min-h-0 flex-1 md:grid-cols-[minmax(240px,38%)_minmax(0,1fr)]">
          <div className={cn("min-h-0 overflow-y-auto md:border-r md:border-line", selected && "max-md:hidden")}>
            {entries.length === 0 ? (
              <p className="p-4 text-base text-fg-3">{t("inspect.nothingFound")}</p>
            ) : (
              <ValueList
                groups={groupsOf(entries)}
                chosen={chosen}
                choose={choose}
                locate={locate}
                forget={readOnly ? null : drop}
              />
            )}
          </div>
          <div className={cn("min-h-0 overflow-y-auto", !selected && "max-md:hidden")}>
            {selected ? (
              <ValueView
                key={`${keyOf(selected)} ${selected.updated_at ?? ""} ${String(selected.edited)}`}
                appId={appId}
                entry={selected}
                readOnly={readOnly}
                back={() => choose(null)}
              />
            ) : (
              <p className="p-4 text-base text-fg-3">{t("inspect.choose")}</p>
            )}
          </div>
        </div>
      )}
      {asking && (
        <Ask
          title={t("inspect.resetTitle")}
          word={t("inspect.resetAll")}
          busy={forget.isPending}
          act={() => drop(null)}
          onClose={() => setAsking(false)}
        >
          {t("inspect.resetText")}
        </Ask>
      )}
    </section>
  );
}
