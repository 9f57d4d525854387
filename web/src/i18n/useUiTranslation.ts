import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { UiTexts } from "@/ui";

/** The words of the design system in the current language. */
export function useUiTranslation(): UiTexts {
  const { t, i18n } = useTranslation();
  return useMemo(
    () => ({
      ...(t("ui", { returnObjects: true }) as unknown as Omit<UiTexts, "pageOf">),
      pageOf: (page, pages) => t("ui.pageOf", { page, pages }),
    }),
    // The function changes with the language.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [t, i18n.language],
  );
}
