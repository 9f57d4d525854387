import { Search, Tag as TagIcon } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { MODES, useModeCounts } from "@/api/apps";
import { useTags } from "@/api/tags";
import { Button, Checkbox, Combobox, Segmented, Select, TextField } from "@/ui";
import { SORTS, useStudioSearch } from "./useStudioSearch";

export function Filters() {
  const { t } = useTranslation(["studio", "common"]);
  const { search, sort, tags, filter, change } = useStudioSearch();
  const counts = useModeCounts(filter).data;
  const counted = (text: string, mode: string) =>
    counts ? (
      <>
        {text} <span className="tabular text-small text-fg-3">{counts[mode]}</span>
      </>
    ) : (
      text
    );
  const known = useTags().data?.data ?? [];
  const toggle = (id: string) => {
    const next = tags.includes(id) ? tags.filter((tag) => tag !== id) : [...tags, id];
    change({ tags: next.join(".") || undefined });
  };
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <Segmented
        label={t("type")}
        className="max-w-full overflow-x-auto"
        value={search.mode ?? "all"}
        onValueChange={(mode) => change({ mode: mode === "all" ? undefined : mode })}
        options={[
          { value: "all", label: counted(t("all"), "all") },
          ...MODES.map((mode) => ({ value: mode as string, label: counted(t(`common:mode.${mode}`), mode) })),
        ]}
      />
      <SearchField value={search.q ?? ""} onChange={(q) => change({ q: q || undefined })} />
      <Combobox
        className="w-auto"
        ariaLabel={t("tags")}
        multiple
        value={tags}
        onValueChange={toggle}
        empty={t("noTags")}
        options={known.map((tag) => ({ value: tag.id, text: tag.name, hint: tag.binding_count }))}
        trigger={
          <Button icon={<TagIcon size={14} />}>
            {tags.length
              ? known
                  .filter((tag) => tags.includes(tag.id))
                  .map((tag) => tag.name)
                  .join(", ")
              : t("tags")}
          </Button>
        }
      />
      <Checkbox
        label={t("mine")}
        checked={search.mine === true}
        onCheckedChange={(mine) => change({ mine: mine || undefined })}
      />
      <Select
        className="ml-auto w-36"
        ariaLabel={t("sort")}
        value={sort}
        onValueChange={(value) => change({ sort: value === "-updated_at" ? undefined : value })}
        options={SORTS.map((value) => ({ value, label: t(`sortBy.${value}`) }))}
      />
    </div>
  );
}

/** Typing filters after a short pause; `/` focuses it. */
function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation("studio");
  const [text, setText] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    setText(value);
  }
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "/" || (event.target as HTMLElement).closest("input, textarea, [role=dialog]")) return;
      event.preventDefault();
      box.current?.querySelector("input")?.focus();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
  return (
    <div ref={box} className="w-56 max-sm:w-full">
      <TextField
        type="search"
        ariaLabel={t("search")}
        placeholder={t("search")}
        leading={<Search size={14} />}
        value={text}
        onChange={(event) => {
          const next = event.target.value;
          setText(next);
          clearTimeout(timer.current);
          timer.current = setTimeout(() => onChange(next.trim()), 200);
        }}
      />
    </div>
  );
}
