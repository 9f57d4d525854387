import { ArrowDown } from "lucide-react";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { cn } from "@/ui/cn";
import { Markdown } from "./markdown/Markdown";
import { SayContext, type Say } from "./markdown/say";
import { Message, type MessageActions } from "./Message";
import type { Turn } from "./turn";

/** Nearer to the end than this, the view follows new text. */
const NEAR = 40;
/** Longer conversations show their end first. */
const WINDOW = 100;

export interface ConversationProps {
  turns: readonly Turn[];
  actions: MessageActions;
  opener?: string;
  questions?: readonly string[];
  ask: (query: string) => void;
  busy: boolean;
  top?: ReactNode;
  className?: string;
}

export function Conversation({ turns, actions, opener, questions = [], ask, busy, top, className }: ConversationProps) {
  const { t } = useTranslation("chat");
  const { view, body, away, toEnd } = useStickToEnd(turns.length);
  const [shown, setShown] = useState(WINDOW);
  const hidden = Math.max(0, turns.length - shown);
  const last = turns.at(-1);
  const talk = useTalk(ask, busy);
  return (
    <div className={cn("relative min-h-0 flex-1", className)}>
      {/* A scrolling region must be reachable by keyboard. */}
      <div
        ref={view}
        tabIndex={0}
        role="region"
        aria-label={t("conversation")}
        className="h-full overflow-y-auto px-4 py-4 outline-none"
      >
        <SayContext value={talk}>
          <div ref={body} className="mx-auto flex max-w-[760px] flex-col gap-6">
            {top}
            {opener && (
              <div>
                <Markdown text={opener} />
                {turns.length === 0 && <Questions items={questions} ask={ask} />}
              </div>
            )}
            {!opener && turns.length === 0 && <Questions items={questions} ask={ask} />}
            {hidden > 0 && (
              <Button size="compact" className="self-center" onClick={() => setShown(shown + WINDOW)}>
                {t("earlier", { count: hidden })}
              </Button>
            )}
            {turns.slice(hidden).map((turn) => (
              <Message key={turn.key} turn={turn} actions={actions} last={turn === last} />
            ))}
            {last && !busy && <Questions items={last.followUps} ask={ask} />}
          </div>
        </SayContext>
      </div>
      {away && (
        <Button
          size="compact"
          className="absolute bottom-3 left-1/2 -translate-x-1/2 shadow-float"
          icon={<ArrowDown size={14} />}
          onClick={toEnd}
        >
          {t("newContent")}
        </Button>
      )}
      <div className="sr-only" aria-live="polite">
        {last && (busy ? t("answering") : t("answered"))}
      </div>
    </div>
  );
}

/** What buttons and forms of answers speak with; the same while `ask` changes, so that no answer is drawn again. */
function useTalk(ask: (query: string) => void, busy: boolean): Say {
  const now = useRef(ask);
  useEffect(() => {
    now.current = ask;
  });
  return useMemo(() => ({ say: (text) => now.current(text), busy }), [busy]);
}

function Questions({ items, ask }: { items: readonly string[]; ask: (query: string) => void }) {
  const { t } = useTranslation("chat");
  if (items.length === 0) return null;
  return (
    <div role="group" aria-label={t("questions")} className="mt-3 flex flex-wrap gap-2">
      {items.filter(Boolean).map((item) => (
        <button
          key={item}
          type="button"
          onClick={() => ask(item)}
          className="min-h-9 rounded-card border border-line bg-surface px-3 py-1.5 text-left text-base text-accent-text hover:bg-hover"
        >
          {item}
        </button>
      ))}
    </div>
  );
}

/** Follows the end while the reader is there, never pulls back one who scrolled up. */
function useStickToEnd(count: number) {
  const view = useRef<HTMLDivElement>(null);
  const body = useRef<HTMLDivElement>(null);
  const stuck = useRef(true);
  const [away, setAway] = useState(false);
  const toEnd = useCallback(() => {
    const element = view.current;
    if (!element) return;
    stuck.current = true;
    setAway(false);
    element.scrollTop = element.scrollHeight;
  }, []);
  useLayoutEffect(toEnd, [count, toEnd]);
  useEffect(() => {
    const element = view.current;
    const content = body.current;
    if (!element || !content) return;
    const watch = () => {
      stuck.current = element.scrollHeight - element.scrollTop - element.clientHeight <= NEAR;
      setAway(!stuck.current);
    };
    const grow = new ResizeObserver(() => {
      if (stuck.current) element.scrollTop = element.scrollHeight;
      else watch();
    });
    element.addEventListener("scroll", watch, { passive: true });
    grow.observe(content);
    return () => {
      element.removeEventListener("scroll", watch);
      grow.disconnect();
    };
  }, []);
  return { view, body, away, toEnd };
}
