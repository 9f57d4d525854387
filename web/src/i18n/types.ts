import "i18next";
import type common from "./en-US/common.json";
import type errors from "./en-US/errors.json";

/** Texts of one feature are declared in its own namespace; add a line per file here to have its keys typed. */
export type Texts = {
  common: typeof common;
  errors: typeof errors;
};

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: Texts;
  }
}
