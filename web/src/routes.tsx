import { createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { setupQuery } from "@/api/account";
import { queryClient } from "@/api/query";
import { workspaceQuery } from "@/api/workspace";
import { logSearch } from "@/features/app/logs/search";
import { NotFound, PageError } from "@/features/shell/pages";
import { toolSearch } from "@/features/tool/search";
import { withTexts } from "@/i18n";
import { consoleRoute, rootRoute } from "@/routes/frame";
import { knowledgeRoutes } from "@/routes/knowledge";

const installRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/install",
  beforeLoad: async () => {
    if ((await queryClient.fetchQuery(setupQuery)).finished) throw redirect({ to: "/signin" });
  },
  component: lazyRouteComponent(
    withTexts(() => import("@/features/account/InstallPage"), "account"),
    "InstallPage",
  ),
});

const signinRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/signin",
  validateSearch: (search: Record<string, unknown>): { next?: string | undefined } =>
    typeof search.next === "string" ? { next: search.next } : {},
  beforeLoad: async () => {
    if (!(await queryClient.fetchQuery(setupQuery)).finished) throw redirect({ to: "/install" });
  },
  component: lazyRouteComponent(
    withTexts(() => import("@/features/account/SigninPage"), "account"),
    "SigninPage",
  ),
});

const activateRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/activate",
  validateSearch: (search: Record<string, unknown>): { token?: string | undefined } =>
    typeof search.token === "string" ? { token: search.token } : {},
  component: lazyRouteComponent(
    withTexts(() => import("@/features/account/ActivatePage"), "account"),
    "ActivatePage",
  ),
});

const referenceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/reference",
  component: lazyRouteComponent(
    withTexts(() => import("@/features/app/reference/ReferencePage"), "reference"),
    "ReferencePage",
  ),
});

const homeRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/",
  beforeLoad: async () => {
    const { role } = await queryClient.ensureQueryData(workspaceQuery);
    throw redirect({ to: role === "dataset_operator" ? "/knowledge" : "/apps" });
  },
});

export const studioSearch = (search: Record<string, unknown>) => ({
  ...(typeof search.q === "string" && search.q !== "" ? { q: search.q } : {}),
  ...(typeof search.mode === "string" ? { mode: search.mode } : {}),
  ...(typeof search.tags === "string" && search.tags !== "" ? { tags: search.tags } : {}),
  ...(search.mine === true ? { mine: true } : {}),
  ...(typeof search.sort === "string" ? { sort: search.sort } : {}),
  ...(typeof search.page === "number" && search.page > 1 ? { page: Math.floor(search.page) } : {}),
  ...(search.new === "blank" || search.new === "template" || search.new === "import" ? { new: search.new } : {}),
  ...(typeof search.template === "string" ? { template: search.template } : {}),
});

const studioRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/apps",
  validateSearch: studioSearch,
  component: lazyRouteComponent(
    withTexts(() => import("@/features/studio/StudioPage"), "studio"),
    "StudioPage",
  ),
});

const toolsRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/tools",
  validateSearch: toolSearch,
  component: lazyRouteComponent(
    withTexts(() => import("@/features/tool/ToolsPage"), "tools", "forms"),
    "ToolsPage",
  ),
});

const appPages = () => import("@/features/app/pages");

const appRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/app/$appId",
  component: lazyRouteComponent(
    withTexts(() => import("@/features/app/AppShell"), "app"),
    "AppShell",
  ),
});

const appHomeRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/app/$appId/orchestrate", params });
  },
});

const orchestrateRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/orchestrate",
  component: lazyRouteComponent(async () => withTexts(...(await appPages()).orchestrate)(), "OrchestrateRoute"),
});

const apiRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/api",
  component: lazyRouteComponent(async () => withTexts(...(await appPages()).api)(), "ApiAccessPage"),
});

type AnnotationSearch = { q?: string | undefined; page?: number | undefined; limit?: number | undefined };

const annotationSearch = (search: Record<string, unknown>): AnnotationSearch => ({
  ...(typeof search.q === "string" && search.q !== "" ? { q: search.q } : {}),
  ...(typeof search.page === "number" && search.page > 1 ? { page: Math.floor(search.page) } : {}),
  ...(search.limit === 25 || search.limit === 50 ? { limit: search.limit } : {}),
});

const annotationsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/annotations",
  validateSearch: annotationSearch,
  component: lazyRouteComponent(async () => withTexts(...(await appPages()).annotations)(), "AnnotationsPage"),
});

const logsRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/logs",
  validateSearch: logSearch,
  component: lazyRouteComponent(async () => withTexts(...(await appPages()).logs)(), "LogsPage"),
});

const overviewRoute = createRoute({
  getParentRoute: () => appRoute,
  path: "/overview",
  validateSearch: (search: Record<string, unknown>): { days?: number | undefined; open?: "embed" | "settings" } => ({
    ...(search.days === 30 || search.days === 90 ? { days: search.days } : {}),
    ...(search.open === "embed" || search.open === "settings" ? { open: search.open } : {}),
  }),
  component: lazyRouteComponent(async () => withTexts(...(await appPages()).overview)(), "OverviewPage"),
});

const routeTree = rootRoute.addChildren([
  installRoute,
  signinRoute,
  activateRoute,
  referenceRoute,
  consoleRoute.addChildren([
    homeRoute,
    studioRoute,
    toolsRoute,
    ...knowledgeRoutes,
    appRoute.addChildren([appHomeRoute, orchestrateRoute, apiRoute, logsRoute, annotationsRoute, overviewRoute]),
  ]),
]);

export const router = createRouter({
  routeTree,
  defaultPreload: "intent",
  defaultErrorComponent: PageError,
  defaultNotFoundComponent: NotFound,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
