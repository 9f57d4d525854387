import { Check, Search } from "lucide-react";
import { useMemo, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ToolItem, ToolProvider } from "@/api/tools";
import { wordsIn } from "@/forms/schema";
import { useExplain } from "@/i18n/useExplain";
import { cn, ErrorBlock, Popover, Segmented, Skeleton, TextField } from "@/ui";
import { MOST_TOOLS, type AgentTool } from "./agent";
import { ToolIcon } from "./ToolIcon";

const KINDS = ["all", "builtin", "api", "workflow", "mcp"] as const;
type Kind = (typeof KINDS)[number];

interface Props {
  providers: readonly ToolProvider[];
  loading: boolean;
  error: unknown;
  chosen: readonly AgentTool[];
  trigger: ReactNode;
  onChoose: (provider: ToolProvider, tool: ToolItem) => void;
}

/** Every tool of the workspace by who provides it; stays open, so that several can be taken. */
export function ToolPicker({ providers, loading, error, chosen, trigger, onChoose }: Props) {
  const { t, i18n } = useTranslation("basic");
  const explain = useExplain();
  const [query, setQuery] = useState("");
  const [kind, setKind] = useState<Kind>("all");
  const words = query.trim().toLowerCase();
  const shown = useMemo(
    () =>
      providers
        .filter((one) => kind === "all" || one.type === kind)
        .map((provider) => {
          const label = wordsIn(provider.label, i18n.language) || provider.name;
          const tools = provider.tools.filter((tool) =>
            `${label} ${tool.name} ${wordsIn(tool.label, i18n.language)} ${wordsIn(tool.description, i18n.language)}`
              .toLowerCase()
              .includes(words),
          );
          return { provider, label, tools };
        })
        .filter((one) => one.tools.length > 0),
    [providers, kind, words, i18n.language],
  );
  const has = (provider: ToolProvider, tool: ToolItem) =>
    chosen.some(
      (one) => one.name === tool.name && (one.providerId === provider.id || one.providerId === provider.name),
    );
  const full = chosen.length >= MOST_TOOLS;
  return (
    <Popover align="end" label={t("tools.add")} trigger={trigger} className="w-[min(420px,94vw)]">
      <div className="flex flex-col gap-2 border-b border-line p-3">
        <TextField
          autoFocus
          ariaLabel={t("tools.search")}
          placeholder={t("tools.search")}
          leading={<Search size={14} />}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <Segmented
          label={t("tools.kinds")}
          value={kind}
          onValueChange={setKind}
          className="self-start overflow-x-auto max-w-full"
          options={KINDS.map((value) => ({ value, label: t(`tools.kind.${value}`) }))}
        />
      </div>
      <div className="max-h-80 overflow-y-auto p-1.5">
        {loading && <Skeleton className="m-2 h-24" />}
        {error !== null && error !== undefined && <ErrorBlock className="m-1.5" {...explain(error)} />}
        {!loading && !error && shown.length === 0 && (
          <p className="p-3 text-base text-fg-3">{words === "" ? t("tools.noneOfKind") : t("tools.noMatch")}</p>
        )}
        {shown.map(({ provider, label, tools }) => (
          <section key={`${provider.type}.${provider.id}`} aria-label={label} className="mb-1">
            <h3 className="flex items-center gap-2 px-2 pt-2 pb-1 text-meta font-medium text-fg-3">
              <ToolIcon icon={provider.icon} size={16} /> {label}
            </h3>
            {tools.map((tool) => {
              const taken = has(provider, tool);
              return (
                <button
                  key={tool.name}
                  type="button"
                  disabled={taken || full}
                  onClick={() => onChoose(provider, tool)}
                  className={cn(
                    "flex w-full items-start gap-2 rounded-control px-2 py-1.5 text-left",
                    !taken && !full && "hover:bg-hover",
                  )}
                >
                  <span className="min-w-0 flex-1">
                    <span className="block truncate text-base text-fg">
                      {wordsIn(tool.label, i18n.language) || tool.name}
                    </span>
                    <span className="line-clamp-2 text-small text-fg-3">
                      {wordsIn(tool.description, i18n.language)}
                    </span>
                  </span>
                  {taken && (
                    <span className="flex items-center gap-1 text-small text-accent-text">
                      <Check size={14} aria-hidden /> {t("tools.added")}
                    </span>
                  )}
                </button>
              );
            })}
          </section>
        ))}
      </div>
      <p className="border-t border-line px-3 py-2 text-small text-fg-3 tabular">
        {t("tools.count", { count: chosen.length, most: MOST_TOOLS })}
      </p>
    </Popover>
  );
}
