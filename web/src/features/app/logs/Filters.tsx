import { Search } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Select, TextField } from "@/ui";
import { RANGES, type LogSearch, type Range } from "./search";

const ANY = "any";
const RUN_STATES = ["succeeded", "failed", "partial-succeeded", "stopped", "running", "paused"] as const;

type Props = { search: LogSearch; change: (next: LogSearch) => void; workflow: boolean };

export function Filters({ search, change, workflow }: Props) {
  const { t } = useTranslation(["logs", "canvas"]);
  const range = search.range ?? "week";
  const any = (label: string) => ({ value: ANY as string, label });
  const orNone = <T extends string>(value: string) => (value === ANY ? undefined : (value as T));
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select<Range>
        className="w-36"
        ariaLabel={t("range.label")}
        value={range}
        onValueChange={(value) => change({ range: value === "week" ? undefined : value })}
        options={RANGES.map((value) => ({ value, label: t(`range.${value}`) }))}
      />
      {range === "custom" && (
        <>
          <DateField label={t("range.from")} value={search.from} onChange={(from) => change({ from })} />
          <DateField label={t("range.to")} value={search.to} onChange={(to) => change({ to })} />
        </>
      )}
      <Keyword key={search.q ?? ""} value={search.q ?? ""} onChange={(q) => change({ q: q || undefined })} />
      <Select
        className="w-40"
        ariaLabel={t("status.label")}
        value={search.status ?? ANY}
        onValueChange={(value) => change({ status: orNone(value) })}
        options={
          workflow
            ? [any(t("status.any")), ...RUN_STATES.map((value) => ({ value, label: t(`canvas:status.${value}`) }))]
            : [
                any(t("status.any")),
                { value: "normal", label: t("status.normal") },
                { value: "error", label: t("status.error") },
              ]
        }
      />
      {!workflow && (
        <>
          <Select
            className="w-40"
            ariaLabel={t("rating.label")}
            value={search.rating ?? ANY}
            onValueChange={(value) => change({ rating: orNone(value) })}
            options={[
              any(t("rating.any")),
              { value: "like", label: t("rating.like") },
              { value: "dislike", label: t("rating.dislike") },
            ]}
          />
          <Select
            className="w-40"
            ariaLabel={t("annotated.label")}
            value={search.annotated ?? ANY}
            onValueChange={(value) => change({ annotated: orNone(value) })}
            options={[
              any(t("annotated.any")),
              { value: "yes", label: t("annotated.yes") },
              { value: "no", label: t("annotated.no") },
            ]}
          />
          <Select
            className="w-36"
            ariaLabel={t("source.label")}
            value={search.source ?? ANY}
            onValueChange={(value) => change({ source: orNone(value) })}
            options={[
              any(t("source.any")),
              { value: "web-app", label: t("source.web-app") },
              { value: "service-api", label: t("source.service-api") },
            ]}
          />
        </>
      )}
    </div>
  );
}

function DateField(props: { label: string; value: string | undefined; onChange: (day: string | undefined) => void }) {
  return (
    <TextField
      type="date"
      className="w-40"
      ariaLabel={props.label}
      value={props.value ?? ""}
      onChange={(event) => props.onChange(event.target.value || undefined)}
    />
  );
}

function Keyword({ value, onChange }: { value: string; onChange: (keyword: string) => void }) {
  const { t } = useTranslation("logs");
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  return (
    <TextField
      type="search"
      className="w-56 max-sm:w-full"
      ariaLabel={t("search")}
      placeholder={t("search")}
      leading={<Search size={14} />}
      autoFocus={value !== ""}
      value={text}
      maxLength={200}
      onChange={(event) => {
        const next = event.target.value;
        setText(next);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => onChange(next.trim()), 300);
      }}
    />
  );
}
