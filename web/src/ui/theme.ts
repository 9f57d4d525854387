export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];
const STORE = "tenon.theme";

export const isTheme = (value: unknown): value is Theme => THEMES.includes(value as Theme);

export function storedTheme(): Theme {
  const value = localStorage.getItem(STORE);
  return isTheme(value) ? value : "system";
}

/** Without an attribute the page follows the system. */
export function applyTheme(theme: Theme) {
  localStorage.setItem(STORE, theme);
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
