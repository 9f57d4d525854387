import { BookOpenText, Search } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Base, Knowledge } from "@/editor/panel/services";
import { Badge } from "@/ui/Badge";
import { Checkbox } from "@/ui/Choice";
import { Skeleton } from "@/ui/Feedback";
import { Popover } from "@/ui/Popover";
import { TextField } from "@/ui/TextField";
import { matching, tagsOf, unlike } from "./bases";

interface Props {
  knowledge: Knowledge;
  chosen: readonly string[];
  onChange: (ids: string[]) => void;
  trigger: ReactNode;
}

/** Knowledge bases by name and tag; several are taken while it stays open. */
export function BasePicker({ knowledge, chosen, onChange, trigger }: Props) {
  const { t } = useTranslation("panels");
  const [words, setWords] = useState("");
  const [tags, setTags] = useState<ReadonlySet<string>>(new Set());
  const all = tagsOf(knowledge.all);
  const shown = matching(knowledge.all, words, tags);
  const first = knowledge.all.find((one) => one.id === chosen[0]);
  const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  const turn = (tag: string) => {
    const next = new Set(tags);
    if (!next.delete(tag)) next.add(tag);
    setTags(next);
  };
  return (
    <Popover align="end" label={t("knowledge.add")} trigger={trigger} className="w-[min(400px,94vw)]">
      <div className="flex flex-col gap-2 border-b border-line p-3">
        <TextField
          autoFocus
          ariaLabel={t("knowledge.search")}
          placeholder={t("knowledge.search")}
          leading={<Search size={14} />}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        {all.length > 0 && (
          <div role="group" aria-label={t("knowledge.tags")} className="flex max-h-20 flex-wrap gap-1 overflow-y-auto">
            {all.map((tag) => (
              <button
                key={tag.id}
                type="button"
                aria-pressed={tags.has(tag.id)}
                className="h-6 rounded-chip border border-line px-2 text-small text-fg-2 hover:bg-hover aria-pressed:border-accent aria-pressed:bg-selected aria-pressed:text-accent-text"
                onClick={() => turn(tag.id)}
              >
                {tag.name}
              </button>
            ))}
          </div>
        )}
      </div>
      <div className="max-h-80 overflow-y-auto p-1.5">
        {knowledge.loading && <Skeleton className="m-2 h-24" />}
        {knowledge.failed && <p className="p-3 text-base text-bad">{t("knowledge.failed")}</p>}
        {!knowledge.loading && !knowledge.failed && shown.length === 0 && (
          <p className="p-3 text-base text-fg-3">
            {t(knowledge.all.length === 0 ? "knowledge.noBases" : "knowledge.noMatch")}
          </p>
        )}
        <ul aria-label={t("knowledge.bases")}>
          {shown.map((base) => (
            <li key={base.id} className="rounded-control px-2 py-1.5 hover:bg-hover [content-visibility:auto]">
              <Checkbox
                label={<Name base={base} />}
                help={<About base={base} first={first} />}
                checked={chosen.includes(base.id)}
                onCheckedChange={() => toggle(base.id)}
              />
            </li>
          ))}
        </ul>
      </div>
      <p className="border-t border-line px-3 py-2 text-small text-fg-3 tabular">
        {t("knowledge.chosen", { count: chosen.length })}
      </p>
    </Popover>
  );
}

const Name = ({ base }: { base: Base }) => (
  <span className="inline-flex max-w-full items-center gap-1.5 align-top">
    <BookOpenText size={14} aria-hidden className="shrink-0 text-family-knowledge" />
    <span className="min-w-0 break-words">{base.name}</span>
  </span>
);

function About({ base, first }: { base: Base; first: Base | undefined }) {
  const { t } = useTranslation("panels");
  const kind = base.indexing === "high_quality" ? "quality" : base.indexing === "economy" ? "economy" : "empty";
  return (
    <span className="mt-0.5 flex flex-wrap items-center gap-x-2 gap-y-1">
      <span>{t(`knowledge.${kind}`)}</span>
      <span className="tabular">{t("knowledge.documents", { count: base.documents })}</span>
      {!base.available && <Badge tone="warn">{t("knowledge.noModel")}</Badge>}
      {first && unlike(first, base) && <Badge tone="info">{t("knowledge.otherModel")}</Badge>}
    </span>
  );
}
