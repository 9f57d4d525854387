import { Search } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { withTexts } from "@/i18n";

const Palette = lazy(async () => ({
  default: (await withTexts(() => import("./Palette"), "palette")()).Palette,
}));
const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

/** The search of the top bar; Ctrl or Cmd and K open it everywhere. */
export function OpenPalette() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey)
        return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <>
      <button
        type="button"
        aria-label={t("search")}
        aria-keyshortcuts={isMac ? "Meta+K" : "Control+K"}
        onClick={() => setOpen(true)}
        className="mr-1 flex h-8 items-center gap-2 rounded-control px-2 text-base text-fg-3 hover:bg-hover hover:text-fg sm:border sm:bg-app sm:pr-1.5"
      >
        <Search aria-hidden size={15} />
        <span className="max-sm:hidden">{t("search")}</span>
        <kbd className="rounded-chip border bg-surface px-1.5 font-sans text-meta text-fg-3 max-sm:hidden">
          {isMac ? "⌘K" : "Ctrl K"}
        </kbd>
      </button>
      {open && (
        <Suspense>
          <Palette onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
