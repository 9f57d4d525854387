import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, Checkbox, Dialog, ErrorBlock, Skeleton, TextField } from "@/ui";
import { useDatasetChanges, type Dataset } from "../data";
import { useKnowledgeTagChanges, useKnowledgeTags } from "./tags";

/** The tags of one base; a new one is put on it at once. */
export function BaseTagsDialog({ base, onClose }: { base: Dataset; onClose: () => void }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const explain = useExplain();
  const tags = useKnowledgeTags();
  const { create } = useKnowledgeTagChanges();
  const { setTags } = useDatasetChanges();
  const [on, setOn] = useState(() => new Set(base.tags.map((tag) => tag.id)));
  const [name, setName] = useState("");
  const toggle = (id: string, next: boolean) => {
    const set = new Set(on);
    if (next) set.add(id);
    else set.delete(id);
    setOn(set);
    setTags.mutate({ id: base.id, tag_ids: [...set] });
  };
  const submit = () => {
    if (!name.trim() || create.isPending) return;
    create.mutate(name.trim(), {
      onSuccess: (tag) => {
        setName("");
        toggle(tag.id, true);
      },
    });
  };
  const error = tags.error ?? create.error ?? setTags.error;
  return (
    <Dialog open onOpenChange={onClose} size="s" title={t("tagsOf", { name: base.name })} onSubmit={submit}>
      <div className="space-y-4">
        {tags.isPending ? (
          <Skeleton className="h-16" />
        ) : (
          <div className="max-h-60 space-y-1.5 overflow-y-auto">
            {tags.data?.data.length === 0 && <p className="text-base text-fg-2">{t("noTags")}</p>}
            {tags.data?.data.map((tag) => (
              <Checkbox
                key={tag.id}
                label={tag.name}
                checked={on.has(tag.id)}
                onCheckedChange={(next) => toggle(tag.id, next)}
              />
            ))}
          </div>
        )}
        <div className="flex items-end gap-2">
          <TextField
            className="flex-1"
            label={t("newTag")}
            maxLength={50}
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
          <Button type="submit" loading={create.isPending}>
            {t("common:add")}
          </Button>
        </div>
        {error && <ErrorBlock {...explain(error)} />}
      </div>
    </Dialog>
  );
}
