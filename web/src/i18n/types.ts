import "i18next";
import type panels from "./en-US/panels.json";
import type basic from "./en-US/basic.json";
import type canvas from "./en-US/canvas.json";
import type run from "./en-US/run.json";
import type chat from "./en-US/chat.json";
import type orchestrate from "./en-US/orchestrate.json";
import type site from "./en-US/site.json";
import type account from "./en-US/account.json";
import type annotations from "./en-US/annotations.json";
import type app from "./en-US/app.json";
import type common from "./en-US/common.json";
import type editor from "./en-US/editor.json";
import type errors from "./en-US/errors.json";
import type forms from "./en-US/forms.json";
import type generator from "./en-US/generator.json";
import type knowledge from "./en-US/knowledge.json";
import type logs from "./en-US/logs.json";
import type overview from "./en-US/overview.json";
import type palette from "./en-US/palette.json";
import type models from "./en-US/models.json";
import type providers from "./en-US/providers.json";
import type usage from "./en-US/usage.json";
import type reference from "./en-US/reference.json";
import type segments from "./en-US/segments.json";
import type settings from "./en-US/settings.json";
import type studio from "./en-US/studio.json";
import type tools from "./en-US/tools.json";

/** Texts of one feature are declared in its own namespace; add a line per file here to have its keys typed. */
export type Texts = {
  basic: typeof basic;
  panels: typeof panels;
  site: typeof site;
  orchestrate: typeof orchestrate;
  chat: typeof chat;
  run: typeof run;
  canvas: typeof canvas;
  account: typeof account;
  annotations: typeof annotations;
  app: typeof app;
  common: typeof common;
  editor: typeof editor;
  errors: typeof errors;
  forms: typeof forms;
  generator: typeof generator;
  knowledge: typeof knowledge;
  logs: typeof logs;
  overview: typeof overview;
  palette: typeof palette;
  models: typeof models;
  providers: typeof providers;
  usage: typeof usage;
  reference: typeof reference;
  segments: typeof segments;
  settings: typeof settings;
  studio: typeof studio;
  tools: typeof tools;
};

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: Texts;
  }
}
