import { ChevronRight } from "lucide-react";
import { useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RetrieverResource } from "@/run/events";
import { cn } from "@/ui/cn";
import { SourceLinkContext } from "./sources";

/** Sources of an answer, numbered in the order of the text. */
export function Citations({ items }: { items: readonly RetrieverResource[] }) {
  const { t } = useTranslation("chat");
  if (items.length === 0) return null;
  return (
    <details className="group mt-2">
      <summary className="flex w-fit list-none items-center gap-1 text-small text-fg-2">
        <ChevronRight size={14} aria-hidden className="group-open:rotate-90" />
        {t("citations", { count: items.length })}
      </summary>
      <ol className="mt-1.5 flex flex-col gap-1.5">
        {items.map((item, index) => (
          <Source key={item.segment_id ?? index} item={item} number={index + 1} />
        ))}
      </ol>
    </details>
  );
}

/** Longer passages are cut until one asks for all of them. */
const LONG = 220;

function Source({ item, number }: { item: RetrieverResource; number: number }) {
  const { t } = useTranslation("chat");
  const linkOf = useContext(SourceLinkContext);
  const [whole, setWhole] = useState(false);
  const content = item.content ?? "";
  const long = content.length > LONG || content.split("\n").length > 4;
  const facts = [
    item.dataset_name,
    typeof item.segment_position === "number" && t("source.chunk", { position: item.segment_position }),
    typeof item.score === "number" && t("source.score", { score: item.score.toFixed(2) }),
    typeof item.word_count === "number" && t("source.words", { count: item.word_count }),
    whole && typeof item.hit_count === "number" && t("source.retrieved", { count: item.hit_count }),
  ].filter(Boolean);
  return (
    <li className="rounded-control border border-line px-3 py-2 text-small">
      <p className="flex items-center gap-2 font-medium text-fg">
        <span className="grid size-4 shrink-0 place-items-center rounded-chip bg-selected text-meta text-accent-text">
          {number}
        </span>
        <span className="min-w-0 flex-1 truncate">{item.document_name ?? item.title}</span>
        {linkOf?.(item)}
      </p>
      {facts.length > 0 && <p className="tabular mt-0.5 text-fg-3">{facts.join(" · ")}</p>}
      {content !== "" && (
        <p className={cn("mt-1 break-words whitespace-pre-wrap text-fg-2", long && !whole && "line-clamp-4")}>
          {content}
        </p>
      )}
      {long && (
        <button
          type="button"
          aria-expanded={whole}
          className="mt-1 rounded-chip text-accent-text hover:underline"
          onClick={() => setWhole(!whole)}
        >
          {t(whole ? "source.lessText" : "source.wholeText")}
        </button>
      )}
    </li>
  );
}
