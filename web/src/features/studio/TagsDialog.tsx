import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTagChanges, useTags } from "@/api/tags";
import type { App } from "@/api/types";
import { useExplain } from "@/i18n/useExplain";
import { Button, Checkbox, Dialog, ErrorBlock, Skeleton, TextField } from "@/ui";

export function TagsDialog({ app, onClose }: { app: App; onClose: () => void }) {
  const { t } = useTranslation(["studio", "common"]);
  const explain = useExplain();
  const tags = useTags();
  const { create, bind } = useTagChanges();
  const [on, setOn] = useState(() => new Set(app.tags.map((tag) => tag.id)));
  const [name, setName] = useState("");
  const toggle = (id: string, next: boolean) => {
    setOn((old) => {
      const set = new Set(old);
      if (next) set.add(id);
      else set.delete(id);
      return set;
    });
    bind.mutate({ appId: app.id, tagId: id, on: next });
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
  const error = tags.error ?? create.error ?? bind.error;
  return (
    <Dialog open onOpenChange={onClose} size="s" title={t("tagsDialog.title", { name: app.name })} onSubmit={submit}>
      <div className="space-y-4">
        {tags.isPending ? (
          <Skeleton className="h-16" />
        ) : (
          <div className="max-h-60 space-y-1.5 overflow-y-auto">
            {tags.data?.data.length === 0 && <p className="text-base text-fg-3">{t("noTags")}</p>}
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
            label={t("tagsDialog.new")}
            placeholder={t("tagsDialog.newPlaceholder")}
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
