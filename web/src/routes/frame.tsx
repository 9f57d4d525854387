import { createRootRoute, createRoute, Outlet, redirect } from "@tanstack/react-router";
import { accountQuery } from "@/api/account";
import { ApiError } from "@/api/error";
import { queryClient } from "@/api/query";
import { workspaceQuery } from "@/api/workspace";
import { SessionWatch } from "@/features/account/SessionWatch";
import { LazySettings } from "@/features/settings/LazySettings";
import { NotFound, PageError } from "@/features/shell/pages";
import { Shell } from "@/features/shell/Shell";

type RootSearch = { settings?: string | undefined };

export const rootRoute = createRootRoute({
  validateSearch: (search: Record<string, unknown>): RootSearch =>
    typeof search.settings === "string" ? { settings: search.settings } : {},
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: PageError,
});

/** Everything that needs a signed-in person. */
export const consoleRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "console",
  beforeLoad: async ({ location }) => {
    try {
      await Promise.all([queryClient.ensureQueryData(accountQuery), queryClient.ensureQueryData(workspaceQuery)]);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        throw redirect({ to: "/signin", search: location.pathname === "/" ? {} : { next: location.href } });
      }
      throw error;
    }
  },
  component: () => (
    <Shell settings={<LazySettings />} session={<SessionWatch />}>
      <Outlet />
    </Shell>
  ),
});
