import { Pencil, Plus, Trash2, Unplug } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExtensionChanges, useExtensions, type Extension } from "@/api/extensions";
import { may, useWorkspace } from "@/api/workspace";
import { useExplain } from "@/i18n/useExplain";
import { Button, Callout, Dialog, EmptyState, ErrorBlock, IconButton, Skeleton, toast } from "@/ui";
import { ExtensionDialog } from "./ExtensionDialog";

/** Services of the workspace that apps ask for moderation and for values from outside. */
export function ExtensionsPage() {
  const { t } = useTranslation("settings");
  const explain = useExplain();
  const extensions = useExtensions();
  const allowed = may.administrate(useWorkspace().data?.role);
  const [editing, setEditing] = useState<{ extension?: Extension }>();
  const [leaving, setLeaving] = useState<Extension>();
  if (extensions.error) return <ErrorBlock {...explain(extensions.error)} onRetry={() => void extensions.refetch()} />;
  const add = (
    <Button variant="primary" icon={<Plus size={14} />} onClick={() => setEditing({})}>
      {t("extensions.add")}
    </Button>
  );
  const all = extensions.data?.data;
  return (
    <div className="space-y-3">
      <p className="max-w-2xl text-base text-fg-2">{t("extensions.text")}</p>
      {!allowed && <Callout>{t("providers.adminOnly")}</Callout>}
      {allowed && all !== undefined && all.length > 0 && add}
      {all === undefined && <Skeleton className="h-32" />}
      {all?.length === 0 && (
        <EmptyState icon={<Unplug size={20} />} title={t("extensions.none")} action={allowed && add} />
      )}
      {all !== undefined && all.length > 0 && (
        <ul className="divide-y rounded-card border bg-surface">
          {all.map((one) => (
            <li key={one.id} className="flex items-center gap-3 px-3 py-2.5">
              <div className="min-w-0 flex-1">
                <p className="truncate text-base font-medium">{one.name}</p>
                <p className="truncate font-mono text-small text-fg-2" title={one.api_endpoint}>
                  {one.api_endpoint}
                </p>
                <p className="font-mono text-small text-fg-3">{one.api_key}</p>
              </div>
              {allowed && (
                <>
                  <IconButton
                    size="compact"
                    label={t("extensions.edit", { name: one.name })}
                    icon={<Pencil size={14} />}
                    onClick={() => setEditing({ extension: one })}
                  />
                  <IconButton
                    size="compact"
                    label={t("extensions.delete", { name: one.name })}
                    icon={<Trash2 size={14} />}
                    onClick={() => setLeaving(one)}
                  />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {editing && <ExtensionDialog extension={editing.extension} onClose={() => setEditing(undefined)} />}
      {leaving && <Remove extension={leaving} onClose={() => setLeaving(undefined)} />}
    </div>
  );
}

function Remove({ extension, onClose }: { extension: Extension; onClose: () => void }) {
  const { t } = useTranslation(["settings", "common"]);
  const explain = useExplain();
  const { remove } = useExtensionChanges();
  const submit = () =>
    remove.mutate(extension.id, {
      onSuccess: () => {
        toast.ok(t("extensions.deleted", { name: extension.name }));
        onClose();
      },
    });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("extensions.deleteTitle", { name: extension.name })}
      description={t("extensions.deleteText")}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="danger" loading={remove.isPending}>
            {t("common:delete")}
          </Button>
        </>
      }
    >
      {remove.error && <ErrorBlock {...explain(remove.error)} />}
    </Dialog>
  );
}
