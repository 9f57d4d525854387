import { AudioLines, Braces, Eye, FileText, Film, Wrench } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Model } from "@/api/types";
import { cn, formatMoney, formatNumber, formatTokens, Tooltip } from "@/ui";

const ABILITIES = ["vision", "tools", "document", "audio", "video", "structure"] as const;
type Ability = (typeof ABILITIES)[number];
const ICONS: Record<Ability, ReactNode> = {
  vision: <Eye size={12} aria-hidden />,
  tools: <Wrench size={12} aria-hidden />,
  document: <FileText size={12} aria-hidden />,
  audio: <AudioLines size={12} aria-hidden />,
  video: <Film size={12} aria-hidden />,
  structure: <Braces size={12} aria-hidden />,
};
const FEATURES: Record<Ability, readonly string[]> = {
  vision: ["vision"],
  tools: ["tool-call", "multi-tool-call", "stream-tool-call"],
  document: ["document"],
  audio: ["audio"],
  video: ["video"],
  structure: ["structured-output"],
};

export const abilitiesOf = (model: Pick<Model, "features">): readonly Ability[] =>
  ABILITIES.filter((ability) => FEATURES[ability].some((name) => (model.features as readonly string[]).includes(name)));

/** What a model can do besides text, as small marks. */
export function Abilities({ model, className }: { model: Pick<Model, "features">; className?: string }) {
  const { t } = useTranslation("models");
  return (
    <span className={cn("inline-flex items-center gap-1", className)}>
      {abilitiesOf(model).map((ability) => (
        <Tooltip key={ability} text={t(`can.${ability}`)}>
          <span role="img" aria-label={t(`can.${ability}`)} className="text-fg-3">
            {ICONS[ability]}
          </span>
        </Tooltip>
      ))}
    </span>
  );
}

/** How much a model reads. */
export function ContextSize({ model, className }: { model: Pick<Model, "model_properties">; className?: string }) {
  const { t } = useTranslation("models");
  const size = model.model_properties.context_size;
  if (typeof size !== "number") return null;
  const words = t("context", { size: formatNumber(size) });
  return (
    <Tooltip text={words}>
      <span role="img" aria-label={words} className={cn("tabular", className)}>
        {formatTokens(size)}
      </span>
    </Tooltip>
  );
}

/** How many units a price is told for: vendors name small sums for a single one. */
const TOLD_FOR = { token: 1e6, character: 1e6, search: 1000, text: 1000, second: 60, picture: 1 } as const;

/** What a million tokens cost, read and written; or what else the model's calls are counted in. */
export function Price({ model, className }: { model: Pick<Model, "pricing">; className?: string }) {
  const { t, i18n } = useTranslation("models");
  const prices = model.pricing;
  if (!prices) return null;
  const per = prices.per ?? "token";
  const unit = Number(prices.unit ?? "0.000001") * TOLD_FOR[per];
  const money = (amount: string | undefined) =>
    formatMoney(Number(amount ?? 0) * unit, prices.currency ?? "USD", i18n.language);
  const input = money(prices.input);
  const both = per === "token" && Number(prices.output ?? 0) > 0;
  const one = per === "token" ? t("price.input", { input }) : t(`price.${per}`, { input });
  const words = both ? t("price.both", { input, output: money(prices.output) }) : one;
  return (
    <Tooltip text={words}>
      <span role="img" aria-label={words} className={cn("tabular whitespace-nowrap", className)}>
        {both ? `${input} / ${money(prices.output)}` : input}
      </span>
    </Tooltip>
  );
}
