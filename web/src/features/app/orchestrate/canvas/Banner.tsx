import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";

/** Tells that something else than the draft is on the canvas, and leads back. */
export function Banner({ back, children }: { back: () => void; children: ReactNode }) {
  const { t } = useTranslation("orchestrate");
  return (
    <div
      role="status"
      className="col-span-2 flex h-9 shrink-0 items-center gap-3 border-b border-line bg-info-soft px-4 text-base text-fg"
    >
      {children}
      <Button size="inline" onClick={back}>
        {t("back")}
      </Button>
    </div>
  );
}
