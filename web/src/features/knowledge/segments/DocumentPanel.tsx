import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import { formatBytes, formatDuration, formatNumber, formatTime, SidePanel } from "@/ui";
import type { Document } from "../data";
import { seconds } from "../facts";
import type { Place } from "./data";
import { Metadata } from "./Metadata";

type Props = { place: Place; document: Document; onClose: () => void };

/** What is known of a document: its metadata, where it came from, how it was cut. */
export function DocumentPanel({ place, document, onClose }: Props) {
  const { t } = useTranslation("segments");
  return (
    <SidePanel name="document" title={t("facts.title")} onClose={onClose} initial={360} min={300}>
      <div className="space-y-6 p-4">
        <Metadata place={place} document={document} />
        <Source document={document} />
        <Technical document={document} />
      </div>
    </SidePanel>
  );
}

/** Line breaks and tabs as they are typed. */
const escaped = (separator: string) => separator.replaceAll("\n", "\\n").replaceAll("\t", "\\t");

type Fact = [name: string, value: string | undefined];

function Facts({ title, facts }: { title: string; facts: readonly Fact[] }) {
  return (
    <section>
      <h3 className="mb-2 text-base font-semibold">{title}</h3>
      <dl className="grid grid-cols-[minmax(7rem,auto)_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-base">
        {facts
          .filter(([, value]) => value !== undefined && value !== "")
          .map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="text-fg-3">{name}</dt>
              <dd className="tabular break-words">{value}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

function Source({ document }: { document: Document }) {
  const { t } = useTranslation("segments");
  const zone = useAccount().data?.timezone;
  const { source_info: source } = document;
  return (
    <Facts
      title={t("facts.source")}
      facts={[
        [t("facts.name"), source.name || document.name],
        [t("facts.size"), source.size > 0 ? formatBytes(source.size) : undefined],
        [t("facts.kind"), source.extension.replace(/^\./, "").toUpperCase()],
        [t("facts.uploaded"), formatTime(seconds(document.created_at), zone)],
        [t("facts.updated"), formatTime(seconds(document.updated_at), zone)],
      ]}
    />
  );
}

function Technical({ document }: { document: Document }) {
  const { t } = useTranslation("segments");
  const rule = document.process_rule?.rules;
  const cut = rule?.segmentation;
  const child = rule?.subchunk_segmentation;
  const chunks = document.segment_count;
  const parents = document.doc_form === "hierarchical_model";
  const whole = rule?.parent_mode === "full-doc";
  const share = chunks > 0 ? document.hit_count / chunks : 0;
  return (
    <Facts
      title={t("facts.technical")}
      facts={[
        [t("facts.form"), t(`form.${document.doc_form}`)],
        [t("facts.parents"), parents ? t(whole ? "facts.wholeDocument" : "facts.paragraphs") : undefined],
        [t("facts.separator"), cut && !whole ? escaped(cut.separator) : undefined],
        [t("facts.length"), cut && !whole ? formatNumber(cut.max_tokens) : undefined],
        [t("facts.overlap"), cut && !parents ? formatNumber(cut.chunk_overlap) : undefined],
        [t("facts.childSeparator"), parents && child ? escaped(child.separator) : undefined],
        [t("facts.childLength"), parents && child ? formatNumber(child.max_tokens) : undefined],
        [t("facts.chunks"), formatNumber(chunks)],
        [t("facts.average"), chunks > 0 ? formatNumber(Math.round(document.word_count / chunks)) : undefined],
        [t("facts.characters"), formatNumber(document.word_count)],
        [t("facts.tokens"), formatNumber(document.tokens)],
        [t("facts.hits"), `${formatNumber(document.hit_count)} (${share.toFixed(2)} / ${t("facts.chunk")})`],
        [t("facts.took"), document.indexing_latency === null ? undefined : formatDuration(document.indexing_latency)],
      ]}
    />
  );
}
