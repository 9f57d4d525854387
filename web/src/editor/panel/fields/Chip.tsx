import { Braces, Cog, Globe2, MessagesSquare, Repeat, Sparkle } from "lucide-react";
import type { LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui/cn";
import { Tooltip } from "@/ui/Tooltip";
import type { Described } from "../../variables";
import { usePanel } from "../panel";

const ICONS: Record<Described["kind"], LucideIcon> = {
  node: Braces,
  container: Repeat,
  sys: Cog,
  env: Globe2,
  conversation: MessagesSquare,
  special: Sparkle,
};

/** The words of a chip before the variable's name; empty for the built-in sources. */
export const chipSource = (one: Described): string =>
  one.kind === "sys" ? "sys" : one.kind === "env" ? "env" : one.kind === "conversation" ? "conversation" : one.title;

export function KindIcon({ kind, className }: { kind: Described["kind"]; className?: string }) {
  const Icon = ICONS[kind];
  return <Icon size={12} aria-hidden className={cn("shrink-0", className)} />;
}

/** A reference to a variable: where it comes from, its name, its type; red when it resolves to nothing. */
export function Chip({ selector, showType = true }: { selector: readonly string[]; showType?: boolean }) {
  const { t } = useTranslation("panels");
  const one = usePanel().scope.describe(selector);
  // The icon says that it is a conversation or environment variable.
  const source = one.kind === "conversation" || one.kind === "env" ? "" : chipSource(one);
  const chip = (
    <span
      className={cn(
        "inline-flex h-5 max-w-full min-w-0 items-center gap-1 rounded-chip px-1.5 text-small",
        one.trouble ? "bg-bad-soft text-bad" : "bg-sunken text-fg-2",
      )}
    >
      <KindIcon kind={one.kind} className={one.trouble ? "" : "text-accent-text"} />
      {source !== "" && <span className="min-w-0 truncate">{source}</span>}
      {source !== "" && <span aria-hidden>/</span>}
      <span className={cn("min-w-0 shrink truncate", one.trouble ? "" : "font-medium text-accent-text")}>
        {one.name}
      </span>
      {showType && one.type !== "" && <span className="shrink-0 pl-0.5 text-meta text-fg-3">{one.type}</span>}
    </span>
  );
  return one.trouble ? <Tooltip text={t(`trouble.${one.trouble}`)}>{chip}</Tooltip> : chip;
}
