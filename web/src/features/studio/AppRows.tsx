import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import type { App } from "@/api/types";
import { AppIcon, Badge, formatTime, formatWhen, Table, Tooltip, type Column } from "@/ui";
import { AppMenu, type CardAction } from "./AppCard";

interface Props {
  apps: readonly App[] | undefined;
  onAction: (action: CardAction, app: App) => void;
}

/** Apps as a table: more of them at a glance. */
export function AppRows({ apps, onAction }: Props) {
  const { t, i18n } = useTranslation(["studio", "common"]);
  const zone = useAccount().data?.timezone;
  const navigate = useNavigate();
  const open = (app: App) => void navigate({ to: "/app/$appId/orchestrate", params: { appId: app.id } });
  const columns: Column<App>[] = [
    {
      key: "name",
      title: t("column.name"),
      cell: (app) => (
        <span className="flex min-w-0 items-center gap-2.5">
          <AppIcon type={app.icon_type} icon={app.icon} background={app.icon_background} url={app.icon_url} size={24} />
          <Link
            to="/app/$appId/orchestrate"
            params={{ appId: app.id }}
            className="min-w-0 truncate font-medium text-fg no-underline"
            title={app.name}
          >
            {app.name}
          </Link>
          {app.has_unpublished_changes && (
            <Tooltip text={t("unpublished")}>
              <span role="img" aria-label={t("unpublished")} className="size-1.5 shrink-0 rounded-full bg-warn" />
            </Tooltip>
          )}
        </span>
      ),
    },
    {
      key: "mode",
      title: t("column.mode"),
      width: "120px",
      cell: (app) => <span className="text-fg-2">{t(`common:mode.${app.mode as "workflow"}`)}</span>,
    },
    {
      key: "description",
      title: t("column.description"),
      wide: true,
      cell: (app) => <span className="line-clamp-1 max-w-96 break-all text-fg-2">{app.description}</span>,
    },
    {
      key: "tags",
      title: t("column.tags"),
      width: "160px",
      wide: true,
      cell: (app) => (
        <span className="flex gap-1 overflow-hidden">
          {app.tags.slice(0, 2).map((tag) => (
            <Badge key={tag.id} className="max-w-20">
              {tag.name}
            </Badge>
          ))}
          {app.tags.length > 2 && <span className="text-small text-fg-3">+{app.tags.length - 2}</span>}
        </span>
      ),
    },
    {
      key: "edited",
      title: t("column.edited"),
      width: "200px",
      wide: true,
      cell: (app) => {
        const when = formatWhen(app.updated_at, i18n.language, zone);
        return (
          <span className="block truncate text-fg-3" title={formatTime(app.updated_at, zone)}>
            {app.author_name ? t("edited", { who: app.author_name, when }) : when}
          </span>
        );
      },
    },
    {
      key: "menu",
      title: <span className="sr-only">{t("column.menu")}</span>,
      width: "44px",
      cell: (app) => (
        // The menu does not open the row it stands in.
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions
        <span onClick={(event) => event.stopPropagation()}>
          <AppMenu app={app} onAction={(what) => onAction(what, app)} />
        </span>
      ),
    },
  ];
  return <Table label={t("title")} rows={apps} keyOf={(app) => app.id} onOpen={open} columns={columns} />;
}
