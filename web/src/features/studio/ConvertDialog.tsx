import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAppChanges } from "@/api/apps";
import type { App } from "@/api/types";
import { useExplain } from "@/i18n/useExplain";
import { Button, Callout, Dialog, ErrorBlock, toast } from "@/ui";
import { infoOf } from "./EditDialog";
import { infoBody, InfoFields } from "./InfoFields";

/** Makes a graph of a basic app; the app itself stays as it is. */
export function ConvertDialog({ app, onClose }: { app: App; onClose: () => void }) {
  const { t } = useTranslation(["studio", "common"]);
  const explain = useExplain();
  const navigate = useNavigate();
  const { convert } = useAppChanges();
  const [info, setInfo] = useState(() => {
    const initial = infoOf(app);
    return { ...initial, name: t("convert.name", { name: initial.name }) };
  });
  const [tried, setTried] = useState(false);
  const target = app.mode === "completion" ? "workflow" : "advanced-chat";
  const submit = () => {
    setTried(true);
    if (!info.name.trim() || convert.isPending) return;
    convert.mutate(
      { id: app.id, ...infoBody(info) },
      {
        onSuccess: (made) => {
          toast.ok(t("convert.done", { name: made.name }));
          onClose();
          void navigate({ to: "/app/$appId/orchestrate", params: { appId: made.id } });
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("convert.title", { name: app.name })}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={convert.isPending}>
            {t("convert.submit")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <Callout>{t("convert.text", { mode: t(`common:mode.${target}`) })}</Callout>
        <InfoFields value={info} onChange={setInfo} showError={tried} />
        {convert.error && <ErrorBlock {...explain(convert.error)} />}
      </div>
    </Dialog>
  );
}
