import type { CSSProperties, ReactNode } from "react";
import { createHighlighterCore, type HighlighterCore, type LanguageRegistration } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";

type Load = () => Promise<{ default: LanguageRegistration[] }>;

const LANGUAGES: Record<string, Load> = {
  bash: () => import("shiki/langs/bash.mjs"),
  css: () => import("shiki/langs/css.mjs"),
  go: () => import("shiki/langs/go.mjs"),
  html: () => import("shiki/langs/html.mjs"),
  java: () => import("shiki/langs/java.mjs"),
  javascript: () => import("shiki/langs/javascript.mjs"),
  json: () => import("shiki/langs/json.mjs"),
  python: () => import("shiki/langs/python.mjs"),
  sql: () => import("shiki/langs/sql.mjs"),
  typescript: () => import("shiki/langs/typescript.mjs"),
  yaml: () => import("shiki/langs/yaml.mjs"),
};

const ALIASES: Record<string, string> = {
  sh: "bash",
  shell: "bash",
  js: "javascript",
  jsx: "javascript",
  ts: "typescript",
  tsx: "typescript",
  py: "python",
  python3: "python",
  yml: "yaml",
};

let highlighter: Promise<HighlighterCore> | null = null;

/** Lines of code in colours; null for a language that has none. The engine is JavaScript, so a strict CSP holds. */
export async function colour(code: string, name: string): Promise<ReactNode[] | null> {
  const language = ALIASES[name.toLowerCase()] ?? name.toLowerCase();
  const load = LANGUAGES[language];
  if (!load) return null;
  highlighter ??= createHighlighterCore({
    themes: [import("shiki/themes/github-light-high-contrast.mjs"), import("shiki/themes/github-dark.mjs")],
    langs: [],
    engine: createJavaScriptRegexEngine(),
  });
  const core = await highlighter;
  if (!core.getLoadedLanguages().includes(language)) await core.loadLanguage(await load().then((one) => one.default));
  const { tokens } = core.codeToTokens(code, {
    lang: language,
    themes: { light: "github-light-high-contrast", dark: "github-dark" },
    defaultColor: "light-dark()",
  });
  return tokens.map((line, index) => (
    <span key={index}>
      {line.map((token, at) => (
        <span key={at} style={token.htmlStyle as CSSProperties | undefined}>
          {token.content}
        </span>
      ))}
      {index < tokens.length - 1 && "\n"}
    </span>
  ));
}
