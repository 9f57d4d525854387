import { useEffect, useMemo, useState } from "react";
import { ApiError } from "@/api/error";
import { WebApi, type Parameters, type SiteInfo } from "@/api/web";
import { i18n, nearest } from "@/i18n";
import { readDeclarations, type Declaration } from "@/run/inputs";
import { readAddress, type Address } from "./address";

export interface Site {
  address: Address;
  api: WebApi;
  info: SiteInfo["site"];
  parameters: Parameters;
  fields: Declaration[];
}

export type SiteState =
  { state: "loading" } | { state: "unavailable" } | { state: "failed" } | { state: "ready"; site: Site };

/** Everything a page needs before it can show itself; sets language, title and colour on the way. */
export function useSite(): [SiteState, () => void] {
  const [state, setState] = useState<SiteState>({ state: "loading" });
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let gone = false;
    load().then(
      (next) => {
        if (!gone) setState(next);
      },
      (error: unknown) => {
        if (gone) return;
        const missing = error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
        setState({ state: missing ? "unavailable" : "failed" });
      },
    );
    return () => {
      gone = true;
    };
  }, [attempt]);
  const retry = useMemo(
    () => () => {
      setState({ state: "loading" });
      setAttempt((count) => count + 1);
    },
    [],
  );
  return [state, retry];
}

async function load(): Promise<SiteState> {
  const address = await readAddress(location.pathname, location.search);
  if (address === null) return { state: "unavailable" };
  if (address.locale !== null) await speak(address.locale);
  const api = new WebApi(address.code, address.userId);
  const [{ site: info }, parameters] = await Promise.all([api.site(), api.parameters()]);
  if (address.locale === null && info.default_language) await speak(info.default_language);
  dress(info);
  return {
    state: "ready",
    site: { address, api, info, parameters, fields: readDeclarations(parameters.user_input_form) },
  };
}

async function speak(tag: string): Promise<void> {
  const language = nearest(tag);
  if (i18n.language !== language) await i18n.changeLanguage(language);
  document.documentElement.lang = language;
}

/** Title and theme colour of the page. */
function dress(info: SiteInfo["site"]): void {
  document.title = info.title;
  const colour = /^#[0-9a-f]{6}$/i.exec(info.chat_color_theme ?? "")?.[0];
  if (!colour) return;
  const style = document.documentElement.style;
  style.setProperty("--accent", colour);
  style.setProperty("--accent-hover", colour);
  style.setProperty("--on-accent", luminance(colour) > 0.36 ? "#101815" : "#ffffff");
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
