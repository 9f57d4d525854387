import { useTranslation } from "react-i18next";
import type { ToolProvider } from "@/api/tools";
import { wordsIn } from "@/forms/schema";
import { Badge, cn, StatusDot } from "@/ui";
import { useLabelWords } from "./labels";
import { ProviderIcon } from "./ProviderIcon";

/** One provider; the whole card opens its details. */
export function ProviderCard({
  provider,
  current,
  onOpen,
}: {
  provider: ToolProvider;
  current: boolean;
  onOpen: () => void;
}) {
  const { t, i18n } = useTranslation("tools");
  const word = useLabelWords();
  return (
    <li
      className={cn(
        "relative flex min-h-[128px] flex-col rounded-card border bg-surface p-3 transition-colors duration-[120ms] hover:border-line-strong",
        current && "border-accent hover:border-accent",
      )}
    >
      <div className="flex items-start gap-3">
        <ProviderIcon icon={provider.icon} />
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-read font-semibold">
            <button
              type="button"
              aria-current={current || undefined}
              onClick={onOpen}
              className="max-w-full truncate text-left after:absolute after:inset-0 after:rounded-card"
            >
              {wordsIn(provider.label, i18n.language) || provider.name}
            </button>
          </h2>
          <p className="truncate text-small text-fg-3">
            {provider.author && `${provider.author} · `}
            {t("toolCount", { count: provider.tools.length })}
          </p>
        </div>
      </div>
      <p className="mt-2 line-clamp-2 text-base break-words text-fg-2">
        {wordsIn(provider.description, i18n.language)}
      </p>
      <div className="mt-auto flex items-center gap-1.5 overflow-hidden pt-2">
        {provider.labels.slice(0, 3).map((label) => (
          <Badge key={label}>{word(label)}</Badge>
        ))}
        {provider.needs_credentials && (
          <StatusDot tone={provider.authorized ? "ok" : "warn"} className="ml-auto">
            {t(provider.authorized ? "authorized" : "toAuthorize")}
          </StatusDot>
        )}
      </div>
    </li>
  );
}
