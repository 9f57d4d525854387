import { ExternalLink, History, ListTree, Play, Rocket } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/Button";
import { Badge } from "@/ui/Badge";
import { formatWhen } from "@/ui/format";

export type Panel = "run" | "history" | null;

interface Props {
  name: string;
  chat: boolean;
  savedAt: number | null;
  publishedAt: number | null;
  changed: boolean;
  publishing: boolean;
  webApp: string | null;
  panel: Panel;
  outline: boolean;
  show: (panel: Panel) => void;
  toggleOutline: () => void;
  publish: () => void;
}

export function Toolbar(props: Props) {
  const {
    name,
    chat,
    savedAt,
    publishedAt,
    changed,
    publishing,
    webApp,
    panel,
    outline,
    show,
    toggleOutline,
    publish,
  } = props;
  const { t, i18n } = useTranslation("orchestrate");
  const { t: word } = useTranslation("canvas");
  const when = (at: number) => formatWhen(at, i18n.language);
  const published = publishedAt === null ? t("neverPublished") : t("published", { when: when(publishedAt) });
  return (
    <div
      role="toolbar"
      aria-label={t("tools")}
      className="col-span-2 flex h-12 shrink-0 items-center gap-2 overflow-x-auto border-b border-line bg-surface px-4"
    >
      <h1 tabIndex={-1} className="max-w-56 shrink-0 truncate max-sm:max-w-28 text-read font-semibold text-fg">
        {name}
      </h1>
      <span className="hidden truncate text-small text-fg-3 lg:inline">
        {savedAt !== null && t("saved", { when: when(savedAt) })} · {published}
      </span>
      {changed && publishedAt !== null && (
        <span className="max-sm:hidden">
          <Badge tone="warn">{t("changes")}</Badge>
        </span>
      )}
      <span className="flex-1" />
      <IconButton
        label={word("outline")}
        shortcut="O"
        icon={<ListTree size={16} />}
        aria-pressed={outline}
        onClick={toggleOutline}
      />
      <Button
        icon={<History size={14} />}
        aria-pressed={panel === "history"}
        onClick={() => show(panel === "history" ? null : "history")}
      >
        {t("history")}
      </Button>
      <Button
        icon={<Play size={14} />}
        aria-pressed={panel === "run"}
        onClick={() => show(panel === "run" ? null : "run")}
      >
        {chat ? t("preview") : t("testRun")}
      </Button>
      {webApp !== null && publishedAt !== null && (
        <Button asChild>
          <a href={webApp} target="_blank" rel="noreferrer">
            <ExternalLink size={14} aria-hidden />
            <span className="hidden xl:inline">{t("openWebApp")}</span>
            <span className="sr-only xl:hidden">{t("openWebApp")}</span>
          </a>
        </Button>
      )}
      <Button variant="primary" icon={<Rocket size={14} />} loading={publishing} onClick={publish}>
        {publishedAt === null ? t("publish") : t("publishUpdate")}
      </Button>
    </div>
  );
}
