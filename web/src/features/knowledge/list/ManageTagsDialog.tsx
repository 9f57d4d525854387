import { Check, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button, Dialog, ErrorBlock, IconButton, Skeleton, TextField } from "@/ui";
import { useKnowledgeTagChanges, useKnowledgeTags } from "./tags";

/** Makes, renames and deletes the tags of knowledge bases. */
export function ManageTagsDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const explain = useExplain();
  const tags = useKnowledgeTags();
  const { create, rename, remove } = useKnowledgeTagChanges();
  const [name, setName] = useState("");
  const [edited, setEdited] = useState<{ id: string; name: string }>();
  const [leaving, setLeaving] = useState<string>();
  const submit = () => {
    if (edited) {
      if (edited.name.trim()) rename.mutate(edited, { onSuccess: () => setEdited(undefined) });
    } else if (name.trim() && !create.isPending) {
      create.mutate(name.trim(), { onSuccess: () => setName("") });
    }
  };
  const error = tags.error ?? create.error ?? rename.error ?? remove.error;
  return (
    <Dialog open onOpenChange={onClose} size="s" title={t("manageTags")} onSubmit={submit}>
      <div className="space-y-4">
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
        {tags.isPending && <Skeleton className="h-16" />}
        {tags.data?.data.length === 0 && <p className="text-base text-fg-2">{t("noTags")}</p>}
        <ul className="max-h-72 divide-y overflow-y-auto">
          {tags.data?.data.map((tag) => (
            <li key={tag.id} className="flex h-10 items-center gap-1">
              {edited?.id === tag.id ? (
                <>
                  <TextField
                    className="flex-1"
                    ariaLabel={t("tagName")}
                    autoFocus
                    maxLength={50}
                    value={edited.name}
                    onChange={(event) => setEdited({ id: tag.id, name: event.target.value })}
                  />
                  <IconButton type="submit" label={t("common:save")} icon={<Check size={14} />} />
                </>
              ) : leaving === tag.id ? (
                <>
                  <span className="min-w-0 flex-1 text-base text-fg-2">
                    {t("deleteTag", { name: tag.name, count: tag.binding_count })}
                  </span>
                  <Button size="compact" onClick={() => setLeaving(undefined)}>
                    {t("common:cancel")}
                  </Button>
                  <Button size="compact" variant="danger" autoFocus onClick={() => remove.mutate(tag.id)}>
                    {t("common:delete")}
                  </Button>
                </>
              ) : (
                <>
                  <span className="min-w-0 flex-1 truncate text-base">{tag.name}</span>
                  <span className="tabular text-small text-fg-3">{t("tagUses", { count: tag.binding_count })}</span>
                  <IconButton
                    label={t("renameTag", { name: tag.name })}
                    icon={<Pencil size={14} />}
                    onClick={() => setEdited({ id: tag.id, name: tag.name })}
                  />
                  <IconButton
                    label={t("removeTag", { name: tag.name })}
                    icon={<Trash2 size={14} />}
                    onClick={() => setLeaving(tag.id)}
                  />
                </>
              )}
            </li>
          ))}
        </ul>
        {error && <ErrorBlock {...explain(error)} />}
      </div>
    </Dialog>
  );
}
