import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { AppIcon, Button, Callout, Dialog, ErrorBlock, Skeleton, TextField, toast } from "@/ui";
import { useDatasetChanges, useLinkedApps, type Dataset } from "../data";

/** Says what goes with the base, names the apps that use it, and asks for its name. */
export function DeleteBaseDialog({
  base,
  onClose,
  onDeleted,
}: {
  base: Dataset;
  onClose: () => void;
  onDeleted?: () => void;
}) {
  const { t } = useTranslation(["knowledge", "common"]);
  const explain = useExplain();
  const apps = useLinkedApps(base.id);
  const { remove } = useDatasetChanges();
  const [typed, setTyped] = useState("");
  const matches = typed.trim() === base.name.trim();
  const submit = () => {
    if (!matches || remove.isPending) return;
    remove.mutate(base.id, {
      onSuccess: () => {
        toast.ok(t("deleted", { name: base.name }));
        onClose();
        onDeleted?.();
      },
    });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("deleteTitle", { name: base.name })}
      description={t("deleteText", { count: base.document_count })}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="danger" loading={remove.isPending} disabled={!matches}>
            {t("common:delete")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        {apps.isPending ? (
          <Skeleton className="h-10" />
        ) : apps.error ? (
          <ErrorBlock {...explain(apps.error)} onRetry={() => void apps.refetch()} />
        ) : (
          apps.data.data.length > 0 && (
            <Callout tone="warn" title={t("deleteApps", { count: apps.data.data.length })}>
              <ul className="mt-1 space-y-1">
                {apps.data.data.slice(0, 8).map((app) => (
                  <li key={app.id} className="flex items-center gap-2">
                    <AppIcon type={app.icon_type} icon={app.icon} background={app.icon_background} size={20} />
                    <span className="min-w-0 truncate">{app.name}</span>
                  </li>
                ))}
              </ul>
            </Callout>
          )
        )}
        <TextField
          label={t("deleteType")}
          placeholder={base.name}
          autoFocus
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        {remove.error && <ErrorBlock {...explain(remove.error)} />}
      </div>
    </Dialog>
  );
}
