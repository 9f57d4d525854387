import { Link, notFound, Outlet, useParams } from "@tanstack/react-router";
import {
  ChartNoAxesColumn,
  ChevronLeft,
  MessageSquareQuote,
  PanelLeftClose,
  PanelLeftOpen,
  ScrollText,
  SquareTerminal,
  Workflow,
} from "lucide-react";
import { Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useApp } from "@/api/apps";
import { ApiError } from "@/api/error";
import type { App } from "@/api/types";
import { SourceLinkContext } from "@/chat/sources";
import { useExplain } from "@/i18n/useExplain";
import { AppIcon, cn, ErrorBlock, IconButton, Skeleton, Tooltip } from "@/ui";
import { chunkLink } from "./ChunkLink";

const STORE = "tenon.rail";
const CONVERSATIONAL: ReadonlySet<string> = new Set(["chat", "agent-chat", "advanced-chat"]);

/** The rail of an app, with its pages beside it. */
export function AppShell() {
  const { appId } = useParams({ from: "/console/app/$appId" });
  const explain = useExplain();
  const app = useApp(appId);
  if (app.error instanceof ApiError && [400, 404, 422].includes(app.error.status)) throw notFound();
  if (app.error) {
    return <ErrorBlock className="m-6" {...explain(app.error)} onRetry={() => void app.refetch()} />;
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col lg:flex-row">
      <Rail app={app.data} appId={appId} />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <SourceLinkContext value={chunkLink}>
          <Suspense>
            <Outlet />
          </Suspense>
        </SourceLinkContext>
      </div>
    </div>
  );
}

function Rail({ app, appId }: { app: App | undefined; appId: string }) {
  const { t } = useTranslation(["app", "common"]);
  const [closed, setClosed] = useState(
    () => (localStorage.getItem(STORE) ?? (innerWidth < 1280 ? "closed" : "open")) === "closed",
  );
  const toggle = () => {
    localStorage.setItem(STORE, closed ? "open" : "closed");
    setClosed(!closed);
  };
  return (
    <aside
      className={cn(
        "flex shrink-0 border-line bg-surface max-lg:items-center max-lg:gap-3 max-lg:border-b max-lg:px-3 lg:flex-col lg:border-r",
        closed ? "lg:w-[52px] lg:items-center" : "lg:w-52",
      )}
    >
      <div
        className={cn("flex min-w-0 items-center gap-2.5 py-2 max-lg:shrink-0 lg:py-3", closed ? "lg:px-0" : "lg:px-3")}
      >
        <Tooltip text={t("back")}>
          <Link
            to="/apps"
            aria-label={t("back")}
            className={cn(
              "grid size-7 shrink-0 place-items-center rounded-control text-fg-2 hover:bg-hover hover:text-fg lg:hidden",
              !closed && "lg:grid",
            )}
          >
            <ChevronLeft aria-hidden size={16} />
          </Link>
        </Tooltip>
        {app ? (
          <>
            <AppIcon
              type={app.icon_type}
              icon={app.icon}
              background={app.icon_background}
              url={app.icon_url}
              size={30}
            />
            <div className={cn("min-w-0 max-lg:max-w-40 max-sm:hidden", closed && "lg:hidden")}>
              <p className="truncate text-base font-semibold">{app.name}</p>
              <p className="text-meta text-fg-3">{t(`common:mode.${app.mode as "workflow"}`)}</p>
            </div>
          </>
        ) : (
          <Skeleton className="size-[30px]" />
        )}
      </div>
      <nav
        aria-label={t("pages")}
        className={cn(
          "flex gap-1 max-lg:min-w-0 max-lg:overflow-x-auto max-lg:py-1 lg:w-full lg:flex-col lg:px-2",
          closed && "lg:items-center",
        )}
      >
        <Page
          to="/app/$appId/orchestrate"
          appId={appId}
          closed={closed}
          icon={<Workflow size={16} />}
          text={t("orchestrate")}
        />
        <Page
          to="/app/$appId/api"
          appId={appId}
          closed={closed}
          icon={<SquareTerminal size={16} />}
          text={t("apiAccess")}
        />
        <Page to="/app/$appId/logs" appId={appId} closed={closed} icon={<ScrollText size={16} />} text={t("logs")} />
        {app && CONVERSATIONAL.has(app.mode) && (
          <Page
            to="/app/$appId/annotations"
            appId={appId}
            closed={closed}
            icon={<MessageSquareQuote size={16} />}
            text={t("annotations")}
          />
        )}
        <Page
          to="/app/$appId/overview"
          appId={appId}
          closed={closed}
          icon={<ChartNoAxesColumn size={16} />}
          text={t("overview")}
        />
      </nav>
      <div className="mt-auto hidden p-2 lg:block">
        <IconButton
          label={closed ? t("expand") : t("collapse")}
          icon={closed ? <PanelLeftOpen size={16} /> : <PanelLeftClose size={16} />}
          onClick={toggle}
        />
      </div>
    </aside>
  );
}

type PageProps = {
  to: `/app/$appId/${"orchestrate" | "api" | "logs" | "annotations" | "overview"}`;
  appId: string;
  closed: boolean;
  icon: ReactNode;
  text: string;
};

function Page({ to, appId, closed, icon, text }: PageProps) {
  // On a phone the pages are a row that scrolls: the current one is brought into view.
  const show = (element: HTMLAnchorElement | null) => {
    if (element?.ariaCurrent === "page") element.scrollIntoView({ inline: "center", block: "nearest" });
  };
  const link = (
    <Link
      ref={show}
      to={to}
      params={{ appId }}
      className={cn(
        "flex h-8 shrink-0 items-center gap-2.5 rounded-control px-2 text-base text-fg-2 no-underline hover:bg-hover hover:text-fg aria-[current=page]:bg-selected aria-[current=page]:font-medium aria-[current=page]:text-accent-text",
        closed && "lg:w-9 lg:justify-center lg:px-0",
      )}
    >
      <span aria-hidden className="max-sm:hidden">
        {icon}
      </span>
      <span className={cn("whitespace-nowrap", closed && "lg:sr-only")}>{text}</span>
    </Link>
  );
  return closed ? (
    <Tooltip text={text} side="right">
      {link}
    </Tooltip>
  ) : (
    link
  );
}
