/** The pages of knowledge with the names of their texts; the console's start knows only where this list is. */
export const pages = {
  list: [() => import("./list/KnowledgePage"), "knowledge"],
  wizard: [() => import("./wizard/WizardPage"), "knowledge", "models"],
  base: [() => import("./BaseShell"), "knowledge"],
  documents: [() => import("./documents/DocumentsPage"), "knowledge"],
  document: [() => import("./segments/DocumentPage"), "segments", "knowledge"],
  add: [() => import("./wizard/AddPage"), "knowledge", "models"],
  process: [() => import("./processing/ProcessPage"), "knowledge", "models"],
  metadata: [() => import("./metadata/MetadataPage"), "knowledge"],
  settings: [() => import("./settings/SettingsPage"), "knowledge", "models"],
  retrieval: [() => import("./retrieval/RetrievalPage"), "segments", "knowledge", "models"],
  api: [() => import("./api/ApiPage"), "segments", "knowledge"],
} as const;
