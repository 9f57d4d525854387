import { Link, notFound, Outlet, useParams } from "@tanstack/react-router";
import {
  ChevronLeft,
  FileText,
  PanelLeftClose,
  PanelLeftOpen,
  Search,
  Settings,
  SquareTerminal,
  Tags,
} from "lucide-react";
import { Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/error";
import { useExplain } from "@/i18n/useExplain";
import { AppIcon, cn, ErrorBlock, IconButton, Skeleton, Tooltip } from "@/ui";
import { BaseSwitcher } from "./BaseSwitcher";
import { useDataset, type Dataset } from "./data";
import { DEFAULT_BASE_ICON } from "./facts";
import { LinkedAppsButton } from "./LinkedApps";

const STORE = "tenon.rail";

/** The rail of a knowledge base, with its pages beside it. */
export default function BaseShell() {
  const { datasetId } = useParams({ from: "/console/knowledge/$datasetId" });
  const explain = useExplain();
  const base = useDataset(datasetId);
  if (base.error instanceof ApiError && [400, 404, 422].includes(base.error.status)) throw notFound();
  if (base.error) {
    return <ErrorBlock className="m-6" {...explain(base.error)} onRetry={() => void base.refetch()} />;
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col lg:flex-row">
      <Rail base={base.data} datasetId={datasetId} />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <Suspense>
          <Outlet />
        </Suspense>
      </div>
    </div>
  );
}

function Rail({ base, datasetId }: { base: Dataset | undefined; datasetId: string }) {
  const { t } = useTranslation("knowledge");
  const [closed, setClosed] = useState(
    () => (localStorage.getItem(STORE) ?? (innerWidth < 1280 ? "closed" : "open")) === "closed",
  );
  const toggle = () => {
    localStorage.setItem(STORE, closed ? "open" : "closed");
    setClosed(!closed);
  };
  const pages = [
    { to: "documents", icon: <FileText size={16} />, text: t("page.documents") },
    { to: "retrieval", icon: <Search size={16} />, text: t("page.retrieval") },
    { to: "metadata", icon: <Tags size={16} />, text: t("page.metadata") },
    { to: "settings", icon: <Settings size={16} />, text: t("page.settings") },
    { to: "api", icon: <SquareTerminal size={16} />, text: t("page.api") },
  ] as const;
  return (
    <aside
      className={cn(
        "flex shrink-0 border-line bg-surface max-lg:items-center max-lg:gap-3 max-lg:border-b max-lg:px-3 lg:flex-col lg:border-r",
        closed ? "lg:w-[52px] lg:items-center" : "lg:w-52",
      )}
    >
      <div
        className={cn("flex min-w-0 items-center gap-2 py-2 max-lg:shrink-0 lg:py-3", closed ? "lg:px-0" : "lg:px-3")}
      >
        <Tooltip text={t("back")}>
          <Link
            to="/knowledge"
            aria-label={t("back")}
            className={cn(
              "grid size-7 shrink-0 place-items-center rounded-control text-fg-2 hover:bg-hover hover:text-fg lg:hidden",
              !closed && "lg:grid",
            )}
          >
            <ChevronLeft aria-hidden size={16} />
          </Link>
        </Tooltip>
        {base ? (
          <>
            <AppIcon
              type={base.icon?.icon_type ?? "emoji"}
              icon={base.icon?.icon ?? DEFAULT_BASE_ICON.icon}
              background={base.icon?.icon_background ?? DEFAULT_BASE_ICON.background}
              size={30}
            />
            <BaseSwitcher
              base={base}
              className={cn("min-w-0 flex-1 max-lg:max-w-40 max-sm:hidden", closed && "lg:hidden")}
            />
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
        {pages.map((page) => (
          <Page key={page.to} {...page} datasetId={datasetId} closed={closed} />
        ))}
      </nav>
      {base && <LinkedAppsButton base={base} closed={closed} className="hidden lg:block" />}
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
  to: "documents" | "retrieval" | "metadata" | "settings" | "api";
  datasetId: string;
  closed: boolean;
  icon: ReactNode;
  text: string;
};

function Page({ to, datasetId, closed, icon, text }: PageProps) {
  // On a phone the pages are a row that scrolls: the current one is brought into view.
  const show = (element: HTMLAnchorElement | null) => {
    if (element?.ariaCurrent === "page") element.scrollIntoView({ inline: "center", block: "nearest" });
  };
  const link = (
    <Link
      ref={show}
      to={`/knowledge/$datasetId/${to}`}
      params={{ datasetId }}
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
