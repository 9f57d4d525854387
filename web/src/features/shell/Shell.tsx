import { Link, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import { WorkspaceScope } from "@/api/query";
import { may, useWorkspace } from "@/api/workspace";
import { nearest, setLanguage } from "@/i18n";
import { cn } from "@/ui/cn";
import { applyTheme, isTheme } from "@/ui/theme";
import mark from "@/ui/mark.svg";
import { Offline } from "./Offline";
import { OpenPalette } from "./palette/OpenPalette";
import { NoRight } from "./pages";

// The menus bring a library of their own; the bar is drawn without waiting for it.
const AccountMenu = lazy(async () => ({ default: (await import("./AccountMenu")).AccountMenu }));
const WorkspaceMenu = lazy(async () => ({ default: (await import("./WorkspaceMenu")).WorkspaceMenu }));

/** Top bar and content of every page behind the sign-in. */
export function Shell({
  settings,
  session,
  children,
}: {
  settings: ReactNode;
  session: ReactNode;
  children: ReactNode;
}) {
  const { t } = useTranslation();
  const workspace = useWorkspace().data;
  const path = useRouterState({ select: (state) => state.location.pathname });
  const allowed = !workspace || (path.startsWith("/knowledge") ? may.knowledge : may.edit)(workspace.role);
  useAccountPreferences();
  useFocusOnRouteChange();
  return (
    <WorkspaceScope value={workspace?.id ?? ""}>
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-control focus:bg-surface focus:px-3 focus:py-1.5"
      >
        {t("skip")}
      </a>
      <div className="flex h-full flex-col">
        <header className="flex h-12 shrink-0 items-center gap-1 border-b bg-surface px-3">
          <Link to="/apps" aria-label={t("product")} className="mr-1 grid size-8 place-items-center rounded-control">
            <img src={mark} alt="" width={22} height={22} />
          </Link>
          <Suspense fallback={<span className="w-36" />}>
            <WorkspaceMenu />
          </Suspense>
          <nav aria-label={t("area.main")} className="ml-3 flex h-full items-stretch gap-4 max-sm:ml-1">
            {may.edit(workspace?.role) && <Area to="/apps" under="/app" text={t("area.studio")} />}
            {may.knowledge(workspace?.role) && <Area to="/knowledge" under="/knowledge" text={t("area.knowledge")} />}
            {may.edit(workspace?.role) && <Area to="/tools" under="/tools" text={t("area.tools")} />}
          </nav>
          <span className="flex-1" />
          {may.edit(workspace?.role) && <OpenPalette />}
          <Suspense fallback={<span className="size-7" />}>
            <AccountMenu />
          </Suspense>
        </header>
        <Offline />
        <div id="content" key={workspace?.id} className="flex min-h-0 flex-1 flex-col">
          {allowed ? <Suspense>{children}</Suspense> : <NoRight needs="editor" />}
        </div>
      </div>
      {settings}
      {session}
    </WorkspaceScope>
  );
}

function Area({ to, under, text }: { to: "/apps" | "/knowledge" | "/tools"; under: string; text: string }) {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const current = path.startsWith(under);
  return (
    <Link
      to={to}
      aria-current={current ? "page" : undefined}
      className={cn(
        "flex items-center border-b-2 whitespace-nowrap border-transparent pt-0.5 text-base font-medium text-fg-2 no-underline hover:text-fg",
        current && "border-accent text-fg",
      )}
    >
      {text}
    </Link>
  );
}

/** The account's language and theme win over what this browser remembered. */
function useAccountPreferences() {
  const account = useAccount().data;
  const { i18n } = useTranslation();
  const language = account?.language;
  const theme = account?.theme;
  useEffect(() => {
    if (language && nearest(language) !== i18n.language) void setLanguage(nearest(language));
    // Only when the account's setting arrives or changes.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [language]);
  useEffect(() => {
    if (isTheme(theme)) applyTheme(theme);
  }, [theme]);
}

function useFocusOnRouteChange() {
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const last = useRef(path);
  useEffect(() => {
    if (last.current !== undefined && last.current !== path) {
      const title = document.querySelector<HTMLElement>("#content h1");
      title?.setAttribute("tabindex", "-1");
      title?.focus({ preventScroll: true });
    }
    last.current = path;
  }, [path]);
}
