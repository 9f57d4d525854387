import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAppChanges, useDeleteEffects } from "@/api/apps";
import { useToolOfApp } from "@/api/tools";
import type { App } from "@/api/types";
import { useExplain } from "@/i18n/useExplain";
import { Button, Dialog, ErrorBlock, Skeleton, TextField, toast } from "@/ui";

/** Says what goes with the app and asks for its name. */
export function DeleteDialog({ app, onClose }: { app: App; onClose: () => void }) {
  const { t, i18n } = useTranslation(["studio", "common"]);
  const explain = useExplain();
  const effects = useDeleteEffects(app.id);
  const tool = useToolOfApp(app.id, app.mode === "workflow").data;
  const { remove } = useAppChanges();
  const [typed, setTyped] = useState("");
  const matches = typed.trim() === app.name.trim();
  const lines = Object.entries(effects.data?.counts ?? {}).flatMap(([key, value]) => {
    const text = `deleteDialog.effects.${key}`;
    const known = typeof value === "number" && value > 0 && i18n.exists(`${text}_other`, { ns: "studio" });
    return known ? [t(`deleteDialog.effects.${key as "runs"}`, { count: value })] : [];
  });
  const submit = () => {
    if (!matches || remove.isPending) return;
    remove.mutate(app.id, {
      onSuccess: () => {
        toast.ok(t("deleteDialog.done", { name: app.name }));
        onClose();
      },
    });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("deleteDialog.title", { name: app.name })}
      description={t("deleteDialog.text")}
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
        {effects.isPending ? (
          <Skeleton className="h-14" />
        ) : effects.error ? (
          <ErrorBlock {...explain(effects.error)} onRetry={() => void effects.refetch()} />
        ) : (
          <ul className="list-disc space-y-0.5 pl-5 text-base text-fg-2">
            <li>{t("deleteDialog.nothing")}</li>
            {app.enable_site && <li>{t("deleteDialog.site")}</li>}
            {tool && <li>{t("deleteDialog.tool", { name: tool.label })}</li>}
            {lines.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        <TextField
          label={t("deleteDialog.type")}
          placeholder={app.name}
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
