import mermaid from "mermaid";
import { useEffect, useId, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { isDark } from "./dark";

/** Streaming text is drawn once it rests this long, milliseconds. */
const REST = 200;

/** A Mermaid diagram of an answer; as long as it is not complete, or when it cannot be drawn, its source. */
export default function Diagram({ source, fallback }: { source: string; fallback: ReactNode }) {
  const { t } = useTranslation("chat");
  const id = useId().replace(/\W/g, "");
  const [drawn, setDrawn] = useState<{ source: string; svg: string } | null>(null);
  useEffect(() => {
    let gone = false;
    const timer = setTimeout(() => {
      void draw(`diagram-${id}`, source).then((svg) => {
        if (!gone) setDrawn(svg === null ? null : { source, svg });
      });
    }, REST);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [id, source]);
  // What was drawn stays until more of the same text can be drawn.
  if (drawn === null || !source.startsWith(drawn.source)) return fallback;
  return (
    <div
      role="img"
      aria-label={t("diagram")}
      className="md-drawing p-3 [&_svg]:mx-auto"
      // Mermaid cleans labels and links itself at the security level "strict".
      dangerouslySetInnerHTML={{ __html: drawn.svg }}
    />
  );
}

/** The picture; null for a text that is no diagram. */
async function draw(id: string, source: string): Promise<string | null> {
  mermaid.initialize({
    startOnLoad: false,
    securityLevel: "strict",
    suppressErrorRendering: true,
    theme: isDark() ? "dark" : "neutral",
    fontFamily: "inherit",
  });
  try {
    return (await mermaid.render(id, source)).svg;
  } catch {
    return null;
  }
}
