import { useNavigate } from "@tanstack/react-router";
import { Search, SearchX } from "lucide-react";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { useTemplates, useTemplateUse, type TemplateFilter, type TemplateItem } from "@/api/templates";
import { useExplain } from "@/i18n/useExplain";
import { AppIcon, Button, Dialog, EmptyState, ErrorBlock, Select, Skeleton, TextField } from "@/ui";
import { infoBody, type AppInfo } from "../InfoFields";
import { TemplateDetail } from "./TemplateDetail";

const MODES = ["chat", "completion", "agent-chat", "advanced-chat", "workflow"] as const;

/** The gallery; choosing a card shows what it holds and asks for name and icon. */
export function TemplatesDialog({ first, onClose }: { first?: string | undefined; onClose: () => void }) {
  const { t, i18n } = useTranslation(["studio", "common"]);
  const explain = useExplain();
  const navigate = useNavigate();
  const use = useTemplateUse();
  const [chosen, setChosen] = useState<TemplateItem | null>(null);
  const [info, setInfo] = useState<AppInfo | null>(null);
  const [tried, setTried] = useState(false);
  const choose = (item: TemplateItem) => {
    setChosen(item);
    setTried(false);
    setInfo({
      name: item.name,
      description: item.description,
      icon: { icon: item.icon, background: item.icon_background },
    });
  };
  // The one that the dialog was opened for is chosen as soon as it is known.
  const [awaited, setAwaited] = useState(first);
  const all = useTemplates({ language: i18n.language }).data?.data;
  if (awaited !== undefined && all) {
    const item = all.find((one) => one.id === awaited);
    setAwaited(undefined);
    if (item) choose(item);
  }
  const submit = () => {
    if (!chosen || !info || use.isPending) return;
    setTried(true);
    if (!info.name.trim()) return;
    use.mutate(
      { id: chosen.id, language: i18n.language, ...infoBody(info) },
      { onSuccess: (app) => void navigate({ to: "/app/$appId/orchestrate", params: { appId: app.id } }) },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="full"
      title={chosen ? chosen.name : t("templates.title")}
      description={chosen ? undefined : t("templates.text")}
      onSubmit={submit}
      footer={
        chosen ? (
          <>
            <Button className="mr-auto" onClick={() => setChosen(null)}>
              {t("templates.back")}
            </Button>
            <Button onClick={onClose}>{t("common:cancel")}</Button>
            <Button type="submit" variant="primary" loading={use.isPending}>
              {t("templates.use")}
            </Button>
          </>
        ) : undefined
      }
    >
      {chosen && info ? (
        <div className="space-y-4">
          <TemplateDetail id={chosen.id} info={info} onInfo={setInfo} checked={tried} />
          {use.error && <ErrorBlock {...explain(use.error)} />}
        </div>
      ) : (
        <Gallery onChoose={choose} />
      )}
    </Dialog>
  );
}

function Gallery({ onChoose }: { onChoose: (item: TemplateItem) => void }) {
  const { t, i18n } = useTranslation(["studio", "common"]);
  const explain = useExplain();
  const [query, setQuery] = useState("");
  const [mode, setMode] = useState<"" | (typeof MODES)[number]>("");
  const [category, setCategory] = useState("");
  const q = useDeferredValue(query.trim());
  const filter: TemplateFilter = {
    language: i18n.language,
    ...(q && { q }),
    ...(mode && { mode }),
    ...(category && { category }),
  };
  const found = useTemplates(filter);
  const shelves = [{ id: "", label: t("all") }, ...(found.data?.categories ?? [])];
  const clear = () => {
    setQuery("");
    setMode("");
    setCategory("");
  };
  return (
    <div className="flex flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <TextField
          className="min-w-56 flex-1 sm:max-w-80"
          ariaLabel={t("templates.search")}
          placeholder={t("templates.search")}
          leading={<Search size={14} />}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <Select
          className="w-40"
          ariaLabel={t("type")}
          value={mode || "all"}
          onValueChange={(value) => setMode(value === "all" ? "" : (value as (typeof MODES)[number]))}
          options={[
            { value: "all", label: t("all") },
            ...MODES.map((value) => ({ value, label: t(`common:mode.${value}`) })),
          ]}
        />
      </div>
      <div role="group" aria-label={t("templates.categories")} className="flex flex-wrap gap-1.5">
        {shelves.map((shelf) => (
          <button
            key={shelf.id}
            type="button"
            aria-pressed={category === shelf.id}
            onClick={() => setCategory(shelf.id)}
            className="h-7 rounded-chip border px-2.5 text-base text-fg-2 hover:bg-hover hover:text-fg aria-pressed:border-accent aria-pressed:bg-selected aria-pressed:font-medium aria-pressed:text-fg"
          >
            {shelf.label}
          </button>
        ))}
      </div>
      {found.error && <ErrorBlock {...explain(found.error)} onRetry={() => void found.refetch()} />}
      {found.data?.data.length === 0 && (
        <EmptyState
          icon={<SearchX size={20} />}
          title={t("templates.none")}
          text={t("empty.noneText")}
          action={<Button onClick={clear}>{t("empty.clear")}</Button>}
        />
      )}
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(260px,1fr))] gap-3" aria-busy={found.isPending}>
        {found.isPending &&
          Array.from({ length: 9 }, (_, index) => (
            <li key={index}>
              <Skeleton className="h-[124px] rounded-card" />
            </li>
          ))}
        {found.data?.data.map((item) => (
          <TemplateCard key={item.id} item={item} onChoose={() => onChoose(item)} />
        ))}
      </ul>
    </div>
  );
}

function TemplateCard({ item, onChoose }: { item: TemplateItem; onChoose: () => void }) {
  const { t } = useTranslation("common");
  return (
    <li className="relative flex min-h-[124px] flex-col rounded-card border bg-surface p-3 transition-colors duration-[120ms] hover:border-line-strong focus-within:border-line-strong">
      <div className="flex items-start gap-3">
        <AppIcon type="emoji" icon={item.icon} background={item.icon_background} url={null} />
        <div className="min-w-0 flex-1">
          <h3 className="truncate text-read font-semibold" title={item.name}>
            <button
              type="button"
              onClick={onChoose}
              className="max-w-full truncate text-left text-fg after:absolute after:inset-0 after:rounded-card"
            >
              {item.name}
            </button>
          </h3>
          <p className="text-small text-fg-3">{t(`mode.${item.mode}`)}</p>
        </div>
      </div>
      <p className="mt-2 line-clamp-3 text-base break-words text-fg-2">{item.description}</p>
    </li>
  );
}
