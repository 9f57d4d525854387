import { renderAbc } from "abcjs";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";

/** Sheet music in ABC notation; its source when nothing of it can be read. */
export default function Score({ source, fallback }: { source: string; fallback: ReactNode }) {
  const { t } = useTranslation("chat");
  const place = useRef<HTMLDivElement>(null);
  const [broken, setBroken] = useState<string | null>(null);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    try {
      renderAbc(element, source, { responsive: "resize", foregroundColor: "currentColor" });
    } catch {
      // eslint-disable-next-line react-hooks/set-state-in-effect -- only drawing tells what cannot be drawn
      setBroken(source);
    }
    return () => element.replaceChildren();
  }, [source]);
  if (broken === source) return fallback;
  return <div ref={place} role="img" aria-label={t("score")} className="md-drawing" />;
}
