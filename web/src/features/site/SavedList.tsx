import { Bookmark, Search, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Markdown } from "@/chat/markdown/Markdown";
import { Button, IconButton } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Callout, EmptyState, Skeleton } from "@/ui/Feedback";
import { formatWhen } from "@/ui/format";
import { TextField } from "@/ui/TextField";
import { toast } from "@/ui/toast";
import { useSiteErrors } from "./parts";
import type { Saved, SavedResult } from "./useSaved";

/** Results that were kept, newest first. */
export function SavedList({ saved }: { saved: Saved }) {
  const { t, i18n } = useTranslation("site");
  const explain = useSiteErrors();
  const [query, setQuery] = useState("");
  const guarded = (act: Promise<void>) =>
    void act.catch((error: unknown) => {
      const code = error instanceof Error && "code" in error ? String(error.code) : null;
      toast.bad(explain(code, error instanceof Error ? error.message : ""));
    });
  const remove = (item: SavedResult) =>
    guarded(
      saved
        .remove(item)
        .then(() => toast.undo(t("saved.removed"), t("saved.undo"), () => guarded(saved.restore(item)))),
    );
  const words = query.trim().toLowerCase();
  const shown = saved.items.filter((item) => item.text.toLowerCase().includes(words));
  if (saved.loading) return <Skeleton className="h-32" />;
  if (saved.items.length === 0 && !saved.failed)
    return <EmptyState icon={<Bookmark size={20} />} title={t("saved.empty")} text={t("saved.emptyText")} />;
  return (
    <div className="flex flex-col gap-3">
      {saved.failed && <Callout tone="bad">{t("saved.unreachable")}</Callout>}
      <TextField
        ariaLabel={t("saved.search")}
        placeholder={t("saved.search")}
        controlSize="touch"
        leading={<Search size={16} />}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      {shown.length === 0 && <p className="text-base text-fg-3">{t("saved.noMatch")}</p>}
      <ul className="flex flex-col gap-3">
        {shown.map((item) => (
          <li key={item.id} className="rounded-card border border-line bg-surface">
            <div className="max-h-96 overflow-y-auto px-4 py-3">
              <Markdown text={item.text} />
            </div>
            <footer className="flex items-center gap-1 border-t border-line py-1 pr-1.5 pl-4 text-small text-fg-3">
              <span className="flex-1">{formatWhen(item.at, i18n.language)}</span>
              <CopyButton text={item.text} label={t("copy")} size="compact" />
              <IconButton
                size="compact"
                label={t("saved.remove")}
                icon={<Trash2 size={14} />}
                onClick={() => remove(item)}
              />
            </footer>
          </li>
        ))}
      </ul>
      {saved.more && (
        <Button className="self-center" onClick={saved.loadMore}>
          {t("more")}
        </Button>
      )}
    </div>
  );
}
