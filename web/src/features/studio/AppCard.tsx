import { Link } from "@tanstack/react-router";
import { Copy, Download, ExternalLink, MoreHorizontal, Workflow, Pencil, Tags, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import type { App } from "@/api/types";
import { AppIcon, Badge, formatTime, formatWhen, IconButton, Menu, Tooltip } from "@/ui";

export type CardAction = "edit" | "copy" | "convert" | "export" | "tags" | "delete";

const BASIC: ReadonlySet<string> = new Set(["chat", "agent-chat", "completion"]);

export function AppCard({ app, onAction }: { app: App; onAction: (action: CardAction) => void }) {
  const { t, i18n } = useTranslation(["studio", "common"]);
  const zone = useAccount().data?.timezone;
  const when = formatWhen(app.updated_at, i18n.language, zone);
  return (
    <li className="group relative flex min-h-[128px] flex-col rounded-card border bg-surface p-3 transition-colors duration-[120ms] hover:border-line-strong focus-within:border-line-strong">
      <div className="flex items-start gap-3">
        <AppIcon type={app.icon_type} icon={app.icon} background={app.icon_background} url={app.icon_url} />
        <div className="min-w-0 flex-1 pr-7">
          <h2 className="truncate text-read font-semibold">
            <Link
              to="/app/$appId/orchestrate"
              params={{ appId: app.id }}
              className="text-fg no-underline after:absolute after:inset-0 after:rounded-card"
            >
              {app.name}
            </Link>
          </h2>
          <p className="flex items-center gap-1.5 text-small text-fg-3">
            {t(`common:mode.${app.mode as "workflow"}`)}
            {app.has_unpublished_changes && (
              <Tooltip text={t("unpublished")}>
                <span role="img" aria-label={t("unpublished")} className="relative size-1.5 rounded-full bg-warn" />
              </Tooltip>
            )}
          </p>
        </div>
      </div>
      <p className="mt-2 line-clamp-2 text-base break-words text-fg-2">{app.description}</p>
      <div className="mt-auto flex items-center gap-1.5 overflow-hidden pt-2">
        {app.tags.slice(0, 3).map((tag) => (
          <Badge key={tag.id} className="max-w-24">
            {tag.name}
          </Badge>
        ))}
        <span className="ml-auto truncate text-small text-fg-3" title={formatTime(app.updated_at, zone)}>
          {app.author_name ? t("edited", { who: app.author_name, when }) : when}
        </span>
      </div>
      <div className="absolute top-2 right-2">
        <AppMenu app={app} onAction={onAction} quiet />
      </div>
    </li>
  );
}

/** What can be done with an app; a quiet button shows with its card. */
export function AppMenu({
  app,
  onAction,
  quiet = false,
}: {
  app: App;
  onAction: (action: CardAction) => void;
  quiet?: boolean;
}) {
  const { t } = useTranslation("studio");
  return (
    <Menu
      trigger={
        <IconButton
          size="compact"
          label={t("menuOf", { name: app.name })}
          icon={<MoreHorizontal size={16} />}
          className={
            quiet
              ? "opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
              : ""
          }
        />
      }
      entries={[
        { label: t("menu.edit"), icon: <Pencil size={14} />, onSelect: () => onAction("edit") },
        { label: t("menu.copy"), icon: <Copy size={14} />, onSelect: () => onAction("copy") },
        ...(BASIC.has(app.mode)
          ? [{ label: t("menu.convert"), icon: <Workflow size={14} />, onSelect: () => onAction("convert") }]
          : []),
        { label: t("menu.export"), icon: <Download size={14} />, onSelect: () => onAction("export") },
        { label: t("menu.tags"), icon: <Tags size={14} />, onSelect: () => onAction("tags") },
        {
          label: t("menu.newTab"),
          icon: <ExternalLink size={14} />,
          onSelect: () => window.open(`/app/${app.id}/orchestrate`, "_blank", "noopener"),
        },
        "separator",
        { label: t("menu.delete"), icon: <Trash2 size={14} />, danger: true, onSelect: () => onAction("delete") },
      ]}
    />
  );
}
