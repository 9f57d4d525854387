import "i18next";
import type canvas from "./en-US/canvas.json";
import type run from "./en-US/run.json";
import type chat from "./en-US/chat.json";
import type orchestrate from "./en-US/orchestrate.json";
import type site from "./en-US/site.json";
import type common from "./en-US/common.json";
import type errors from "./en-US/errors.json";

/** Texts of one feature are declared in its own namespace; add a line per file here to have its keys typed. */
export type Texts = {
  site: typeof site;
  orchestrate: typeof orchestrate;
  chat: typeof chat;
  run: typeof run;
  canvas: typeof canvas;
  common: typeof common;
  errors: typeof errors;
};

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: Texts;
  }
}
