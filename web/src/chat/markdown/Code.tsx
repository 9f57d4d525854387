import { WrapText } from "lucide-react";
import { lazy, Suspense, useEffect, useState, type ComponentProps, type ComponentType, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import { cn } from "@/ui/cn";
import { CopyButton } from "@/ui/CopyButton";

/** Inline code as it is; a block with its language, copy and wrap, coloured once the colours are there. */
export function Code({ className, children }: ComponentProps<"code">) {
  const language = /language-(\S+)/.exec(className ?? "")?.[1];
  const text = textOf(children);
  if (language === undefined && !text.includes("\n")) return <code className="md-inline">{children}</code>;
  const code = text.replace(/\n$/, "");
  const box = <CodeBox language={language ?? ""} code={code} />;
  const Drawing = DRAWINGS[language ?? ""];
  if (!Drawing) return box;
  return (
    <Suspense fallback={box}>
      <Drawing source={code} fallback={box} />
    </Suspense>
  );
}

const DRAWINGS: Record<string, ComponentType<{ source: string; fallback: ReactNode }> | undefined> = {
  abc: lazy(() => import("./Score")),
  echarts: lazy(() => import("./Chart")),
  mermaid: lazy(() => import("./Diagram")),
};

function textOf(children: ReactNode): string {
  if (Array.isArray(children)) return children.map(textOf).join("");
  return typeof children === "string" ? children : "";
}

function CodeBox({ language, code }: { language: string; code: string }) {
  const { t } = useTranslation("chat");
  const [wrap, setWrap] = useState(false);
  const lines = useColours(code, language);
  return (
    <div className="md-code">
      <div className="md-code-head">
        <span>{language}</span>
        <IconButton
          size="inline"
          label={t("wrap")}
          aria-pressed={wrap}
          icon={<WrapText size={14} />}
          onClick={() => setWrap(!wrap)}
        />
        <CopyButton text={code} />
      </div>
      {/* A scrolling region must be reachable by keyboard. */}
      <pre tabIndex={0} className={cn(wrap && "md-wrap")}>
        <code>{lines ?? code}</code>
      </pre>
    </div>
  );
}

/** Colours come a moment after the text, at most ten times a second while code streams in. */
function useColours(code: string, language: string): ReactNode[] | null {
  const [coloured, setColoured] = useState<{ code: string; lines: ReactNode[] } | null>(null);
  useEffect(() => {
    if (language === "") return;
    let gone = false;
    const timer = setTimeout(() => {
      void import("./colours").then(async ({ colour }) => {
        const lines = await colour(code, language);
        if (!gone && lines) setColoured({ code, lines });
      });
    }, 100);
    return () => {
      gone = true;
      clearTimeout(timer);
    };
  }, [code, language]);
  return coloured?.code === code ? coloured.lines : null;
}
