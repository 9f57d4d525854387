import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { toast } from "@/ui/toast";
import type { PageReach, Reach } from "../commands";
import { useEditorStore } from "../context";
import type { CanvasControl } from "./useControl";

/** What commands work with; one object as long as language and page stay the same. */
export function useReach(
  control: CanvasControl,
  page: PageReach,
  author: string,
  setMinimap: (change: (on: boolean) => boolean) => void,
): Reach {
  const store = useEditorStore();
  const { t, i18n } = useTranslation("editor");
  return useMemo(
    () => ({
      store,
      fit: control.fit,
      zoomBy: control.zoomBy,
      zoomTo: control.zoomTo,
      here: control.here,
      screen: control.screen,
      toggleMinimap: () => setMinimap((on) => !on),
      language: i18n.language,
      author,
      count: (count) => t("nodes", { count }),
      told: (key) => toast.info(t(key)),
      page,
    }),
    [store, control, page, author, setMinimap, t, i18n.language],
  );
}
