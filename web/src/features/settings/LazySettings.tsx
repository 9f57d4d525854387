import { useSearch } from "@tanstack/react-router";
import { lazy, Suspense } from "react";

const SettingsDialog = lazy(async () => ({ default: (await import("./SettingsDialog")).SettingsDialog }));

/** The settings over any page, while the address says `?settings=`. */
export function LazySettings() {
  const { settings } = useSearch({ strict: false });
  return settings ? (
    <Suspense>
      <SettingsDialog page={settings} />
    </Suspense>
  ) : null;
}
