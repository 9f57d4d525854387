import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";
import type { Texts } from "./types";

export const LANGUAGES = ["en-US", "zh-Hans"] as const;
export type Language = (typeof LANGUAGES)[number];
export const LANGUAGE_NAMES: Record<Language, string> = { "en-US": "English", "zh-Hans": "简体中文" };

const files = import.meta.glob<{ default: Record<string, unknown> }>(["./en-US/*.json", "./zh-Hans/*.json"]);
const STORE = "tenon.language";

const backend: BackendModule = {
  type: "backend",
  init: () => undefined,
  read: (language, namespace, done) => {
    const load = files[`./${language}/${namespace}.json`];
    if (!load) done(null, {});
    else
      load().then(
        (module) => done(null, module.default),
        (error: Error) => done(error, null),
      );
  },
};

/** The nearest language that we have; Chinese of any kind gets Simplified Chinese, all others English. */
export const nearest = (tag: string | null | undefined): Language =>
  /^zh(?![a-z])/i.test(tag ?? "") ? "zh-Hans" : "en-US";

export function preferredLanguage(): Language {
  return nearest(localStorage.getItem(STORE) ?? navigator.language);
}

export const i18n = i18next.createInstance();

/** Loads the texts of every page; those of one page come with it. */
export async function startI18n(language: Language, namespaces: readonly string[] = ["common", "errors"]) {
  await i18n
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: language,
      fallbackLng: "en-US",
      load: "currentOnly",
      ns: [...namespaces],
      defaultNS: "common",
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
  document.documentElement.lang = language;
}

export async function setLanguage(language: Language) {
  localStorage.setItem(STORE, language);
  await i18n.changeLanguage(language);
  document.documentElement.lang = language;
}

type Namespace = keyof Texts;

/**
 * Loads a part of the page together with its texts, so that nothing in it has to wait again once it is shown:
 * an open dialog that waits would lose the focus.
 */
export const withTexts =
  <Module>(load: () => Promise<Module>, ...namespaces: Namespace[]) =>
  async (): Promise<Module> => {
    const [module] = await Promise.all([load(), i18n.loadNamespaces(namespaces)]);
    return module;
  };
