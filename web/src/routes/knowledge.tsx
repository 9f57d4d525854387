import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import type { ComponentType } from "react";
import { documentsSearch, listSearch, wizardSearch } from "@/features/knowledge/search";
import { segmentSearch } from "@/features/knowledge/segments/search";
import { withTexts } from "@/i18n";
import { consoleRoute } from "./frame";

const list = async () => (await import("@/features/knowledge/pages")).pages;
const page = (name: keyof Awaited<ReturnType<typeof list>>) =>
  lazyRouteComponent(async () => {
    const [load, ...texts] = (await list())[name];
    return withTexts<{ default: ComponentType }>(load, ...texts)();
  }, "default");

const knowledgeRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/knowledge",
  validateSearch: listSearch,
  component: page("list"),
});

const wizardRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/knowledge/new",
  validateSearch: wizardSearch,
  component: page("wizard"),
});

const baseRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/knowledge/$datasetId",
  component: page("base"),
});

const baseHomeRoute = createRoute({
  getParentRoute: () => baseRoute,
  path: "/",
  beforeLoad: ({ params }) => {
    throw redirect({ to: "/knowledge/$datasetId/documents", params });
  },
});

const documentsRoute = createRoute({
  getParentRoute: () => baseRoute,
  path: "/documents",
  validateSearch: documentsSearch,
  component: page("documents"),
});

const documentRoute = createRoute({
  getParentRoute: () => baseRoute,
  path: "/documents/$documentId",
  validateSearch: segmentSearch,
  component: page("document"),
});

const addDocumentsRoute = createRoute({
  getParentRoute: () => baseRoute,
  path: "/documents/new",
  validateSearch: wizardSearch,
  component: page("add"),
});

const processRoute = createRoute({
  getParentRoute: () => baseRoute,
  path: "/documents/$documentId/settings",
  component: page("process"),
});

const metadataRoute = createRoute({
  getParentRoute: () => baseRoute,
  path: "/metadata",
  component: page("metadata"),
});

const baseSettingsRoute = createRoute({
  getParentRoute: () => baseRoute,
  path: "/settings",
  component: page("settings"),
});

const retrievalRoute = createRoute({
  getParentRoute: () => baseRoute,
  path: "/retrieval",
  component: page("retrieval"),
});

const accessRoute = createRoute({
  getParentRoute: () => baseRoute,
  path: "/api",
  component: page("api"),
});

export const knowledgeRoutes = [
  knowledgeRoute,
  wizardRoute,
  baseRoute.addChildren([
    baseHomeRoute,
    documentsRoute,
    addDocumentsRoute,
    processRoute,
    metadataRoute,
    baseSettingsRoute,
    documentRoute,
    retrievalRoute,
    accessRoute,
  ]),
] as const;
