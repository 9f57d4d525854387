import { BookOpenText, CircleAlert, ExternalLink } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useServices, type Base, type Knowledge } from "@/editor/panel/services";
import { Badge } from "@/ui/Badge";
import { cn } from "@/ui/cn";

/** A chosen base by its name; one that is not there any more says so and stays until it is taken out. */
export function BaseRow({ id, base, knowledge }: { id: string; base: Base | undefined; knowledge: Knowledge }) {
  const { t } = useTranslation("panels");
  const { BaseLink } = useServices();
  const gone = !knowledge.loading && !knowledge.failed && !base;
  return (
    <div
      className={cn(
        "flex min-h-8 items-center gap-2 rounded-control border px-2.5",
        gone ? "border-bad/50 bg-bad-soft" : "border-line",
      )}
    >
      {gone ? (
        <CircleAlert size={14} aria-hidden className="shrink-0 text-bad" />
      ) : (
        <BookOpenText size={14} aria-hidden className="shrink-0 text-family-knowledge" />
      )}
      <span
        className={cn("min-w-0 flex-1 truncate", base ? "text-base" : "font-mono text-small")}
        title={base?.name ?? id}
      >
        {base?.name ?? id}
      </span>
      {base && !base.available && <Badge tone="warn">{t("knowledge.noModel")}</Badge>}
      {base?.indexing === "high_quality" && <Badge>{t("knowledge.quality")}</Badge>}
      {base?.indexing === "economy" && <Badge>{t("knowledge.economy")}</Badge>}
      {gone && <Badge tone="bad">{t("knowledge.gone")}</Badge>}
      {base && (
        <BaseLink id={id}>
          <ExternalLink size={13} aria-label={t("knowledge.open", { name: base.name })} />
        </BaseLink>
      )}
    </div>
  );
}
