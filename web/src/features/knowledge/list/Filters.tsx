import { Search, Settings2, Tag as TagIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useWorkspace } from "@/api/workspace";
import { Button, Checkbox, Combobox } from "@/ui";
import { SearchField } from "../SearchField";
import { useKnowledgeTags } from "./tags";
import { useListSearch } from "./useListSearch";

export function Filters({ onManageTags }: { onManageTags: () => void }) {
  const { t } = useTranslation("knowledge");
  const { search, tags, change } = useListSearch();
  const known = useKnowledgeTags().data?.data ?? [];
  const owner = useWorkspace().data?.role === "owner";
  const toggle = (id: string) => {
    const next = tags.includes(id) ? tags.filter((tag) => tag !== id) : [...tags, id];
    change({ tags: next.join(".") || undefined });
  };
  const chosen = known.filter((tag) => tags.includes(tag.id)).map((tag) => tag.name);
  return (
    <div className="mb-4 flex flex-wrap items-center gap-2">
      <SearchField
        label={t("search")}
        icon={<Search size={14} />}
        value={search.q ?? ""}
        onChange={(q) => change({ q: q || undefined })}
      />
      <Combobox
        className="w-auto"
        ariaLabel={t("tags")}
        multiple
        value={tags}
        onValueChange={toggle}
        empty={t("noTags")}
        options={known.map((tag) => ({ value: tag.id, text: tag.name, hint: tag.binding_count }))}
        trigger={<Button icon={<TagIcon size={14} />}>{chosen.length ? chosen.join(", ") : t("tags")}</Button>}
        footer={
          <p className="border-t p-1">
            <Button variant="ghost" size="compact" icon={<Settings2 aria-hidden size={13} />} onClick={onManageTags}>
              {t("manageTags")}
            </Button>
          </p>
        }
      />
      {owner && (
        <Checkbox
          label={t("everyones")}
          checked={search.all === true}
          onCheckedChange={(all) => change({ all: all || undefined })}
        />
      )}
    </div>
  );
}
