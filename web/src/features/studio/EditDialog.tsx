import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAppChanges } from "@/api/apps";
import type { App } from "@/api/types";
import { useExplain } from "@/i18n/useExplain";
import { Button, DEFAULT_ICON, Dialog, ErrorBlock, toast } from "@/ui";
import { infoBody, InfoFields, type AppInfo } from "./InfoFields";

export const infoOf = (app: App): AppInfo => ({
  name: app.name,
  description: app.description ?? "",
  icon: {
    icon: app.icon_type === "image" ? DEFAULT_ICON.icon : (app.icon ?? DEFAULT_ICON.icon),
    background: app.icon_background || DEFAULT_ICON.background,
    ...(app.icon_type === "image" && app.icon && app.icon_url ? { image: { id: app.icon, url: app.icon_url } } : {}),
  },
});

type Form = {
  title: string;
  submitText: string;
  initial: AppInfo;
  pending: boolean;
  error: Error | null;
  onSubmit: (info: AppInfo) => void;
  onClose: () => void;
};

function InfoDialog({ title, submitText, initial, pending, error, onSubmit, onClose }: Form) {
  const { t } = useTranslation("common");
  const explain = useExplain();
  const [info, setInfo] = useState(initial);
  const submit = () => {
    if (info.name.trim() && !pending) onSubmit(info);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="submit" variant="primary" loading={pending}>
            {submitText}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <InfoFields value={info} onChange={setInfo} showError />
        {error && <ErrorBlock {...explain(error)} />}
      </div>
    </Dialog>
  );
}

export function EditDialog({ app, onClose }: { app: App; onClose: () => void }) {
  const { t } = useTranslation(["studio", "common"]);
  const { update } = useAppChanges();
  return (
    <InfoDialog
      title={t("editTitle")}
      submitText={t("common:save")}
      initial={infoOf(app)}
      pending={update.isPending}
      error={update.error}
      onClose={onClose}
      onSubmit={(info) => update.mutate({ id: app.id, ...infoBody(info) }, { onSuccess: onClose })}
    />
  );
}

export function CopyDialog({ app, onClose }: { app: App; onClose: () => void }) {
  const { t } = useTranslation("studio");
  const { copy } = useAppChanges();
  const initial = infoOf(app);
  return (
    <InfoDialog
      title={t("copyTitle", { name: app.name })}
      submitText={t("duplicate")}
      initial={{ ...initial, name: t("copyName", { name: app.name }) }}
      pending={copy.isPending}
      error={copy.error}
      onClose={onClose}
      onSubmit={(info) =>
        copy.mutate(
          { id: app.id, ...infoBody(info) },
          {
            onSuccess: (made) => {
              toast.ok(t("duplicated", { name: made.name }));
              onClose();
            },
          },
        )
      }
    />
  );
}
