import { useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { withTexts } from "@/i18n";

const load = withTexts(() => import("./SettingsDialog"), "settings", "forms", "models", "providers", "usage");
const SettingsDialog = lazy(async () => ({ default: (await load()).SettingsDialog }));

/** The settings over any page, while the address says `?settings=`. */
export function LazySettings() {
  const { settings } = useSearch({ strict: false });
  return settings ? (
    <Suspense>
      <SettingsDialog page={settings} />
    </Suspense>
  ) : null;
}
