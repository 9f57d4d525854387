import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { exportApp, useSecretNames } from "@/api/apps";
import type { App } from "@/api/types";
import { useExplain } from "@/i18n/useExplain";
import { Button, Checkbox, Dialog, ErrorBlock, Skeleton } from "@/ui";

function save(name: string, text: string) {
  const url = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name.replace(/[\\/:*?"<>|]/g, "_")}.yml`;
  link.click();
  URL.revokeObjectURL(url);
}

/** Saves the app as a file; asks first whether secrets go along when there are any. */
export function ExportDialog({ app, onClose }: { app: App; onClose: () => void }) {
  const { t } = useTranslation(["studio", "common"]);
  const explain = useExplain();
  const secrets = useSecretNames(app.id);
  const [include, setInclude] = useState(false);
  const run = useMutation({
    mutationFn: () => exportApp(app.id, include),
    onSuccess: (text) => {
      save(app.name, text);
      onClose();
    },
  });
  const count = secrets.data?.length ?? 0;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("exportDialog.title", { name: app.name })}
      onSubmit={() => !run.isPending && run.mutate()}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={run.isPending} autoFocus>
            {t("exportDialog.submit")}
          </Button>
        </>
      }
    >
      <div className="space-y-3">
        {secrets.isPending && <Skeleton className="h-10" />}
        {count > 0 && (
          <>
            <p className="text-base text-fg-2">{t("exportDialog.secrets", { count })}</p>
            <Checkbox
              label={t("exportDialog.include")}
              help={t("exportDialog.includeHelp")}
              checked={include}
              onCheckedChange={setInclude}
            />
          </>
        )}
        {run.error && <ErrorBlock {...explain(run.error)} />}
      </div>
    </Dialog>
  );
}
