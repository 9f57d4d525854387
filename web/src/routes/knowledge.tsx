import { createRoute, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { documentsSearch, listSearch, wizardSearch } from "@/features/knowledge/search";
import { segmentSearch } from "@/features/knowledge/segments/search";
import { withTexts } from "@/i18n";
import { consoleRoute } from "./frame";

const knowledgeRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/knowledge",
  validateSearch: listSearch,
  component: lazyRouteComponent(
    withTexts(() => import("@/features/knowledge/list/KnowledgePage"), "knowledge"),
    "default",
  ),
});

const wizardRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/knowledge/new",
  validateSearch: wizardSearch,
  component: lazyRouteComponent(
    withTexts(() => import("@/features/knowledge/wizard/WizardPage"), "knowledge", "models"),
    "default",
  ),
});

const baseRoute = createRoute({
  getParentRoute: () => consoleRoute,
  path: "/knowledge/$datasetId",
  component: lazyRouteComponent(
    withTexts(() => import("@/features/knowledge/BaseShell"), "knowledge"),
    "BaseShell",
  ),
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
  component: lazyRouteComponent(
    withTexts(() => import("@/features/knowledge/documents/DocumentsPage"), "knowledge"),
    "default",
  ),
});

const documentRoute = createRoute({
  getParentRoute: () => baseRoute,
  path: "/documents/$documentId",
  validateSearch: segmentSearch,
  component: lazyRouteComponent(
    withTexts(() => import("@/features/knowledge/segments/DocumentPage"), "segments", "knowledge"),
    "default",
  ),
});

const addDocumentsRoute = createRoute({
  getParentRoute: () => baseRoute,
  path: "/documents/new",
  validateSearch: wizardSearch,
  component: lazyRouteComponent(
    withTexts(() => import("@/features/knowledge/wizard/AddPage"), "knowledge", "models"),
    "default",
  ),
});

const processRoute = createRoute({
  getParentRoute: () => baseRoute,
  path: "/documents/$documentId/settings",
  component: lazyRouteComponent(
    withTexts(() => import("@/features/knowledge/processing/ProcessPage"), "knowledge", "models"),
    "default",
  ),
});

const metadataRoute = createRoute({
  getParentRoute: () => baseRoute,
  path: "/metadata",
  component: lazyRouteComponent(
    withTexts(() => import("@/features/knowledge/metadata/MetadataPage"), "knowledge"),
    "default",
  ),
});

const baseSettingsRoute = createRoute({
  getParentRoute: () => baseRoute,
  path: "/settings",
  component: lazyRouteComponent(
    withTexts(() => import("@/features/knowledge/settings/SettingsPage"), "knowledge", "models"),
    "default",
  ),
});

const retrievalRoute = createRoute({
  getParentRoute: () => baseRoute,
  path: "/retrieval",
  component: lazyRouteComponent(
    withTexts(() => import("@/features/knowledge/retrieval/RetrievalPage"), "segments", "knowledge", "models"),
    "default",
  ),
});

const accessRoute = createRoute({
  getParentRoute: () => baseRoute,
  path: "/api",
  component: lazyRouteComponent(
    withTexts(() => import("@/features/knowledge/api/ApiPage"), "segments", "knowledge"),
    "default",
  ),
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
