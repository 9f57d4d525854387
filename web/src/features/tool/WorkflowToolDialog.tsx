import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApp, useApps } from "@/api/apps";
import { usePublishedForm, useToolOfApp } from "@/api/tools";
import { useExplain } from "@/i18n/useExplain";
import { AppIcon, Button, Callout, Combobox, Dialog, ErrorBlock, Skeleton } from "@/ui";
import { WorkflowToolForm } from "./WorkflowToolForm";

/** Publishes a workflow as a tool, or changes the tool that it is; without an app, one is chosen first. */
export function WorkflowToolDialog({ appId, onClose }: { appId?: string | undefined; onClose: () => void }) {
  const [chosen, setChosen] = useState(appId);
  return chosen === undefined ? (
    <ChooseApp onChoose={setChosen} onClose={onClose} />
  ) : (
    <OfApp appId={chosen} onClose={onClose} />
  );
}

function ChooseApp({ onChoose, onClose }: { onChoose: (appId: string) => void; onClose: () => void }) {
  const { t } = useTranslation(["tools", "common"]);
  const explain = useExplain();
  const apps = useApps({ mode: "workflow", limit: 100, sort: "name" });
  const ready = (apps.data?.data ?? []).filter((app) => app.published);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("publishWorkflow")}
      description={t("workflow.text")}
      footer={<Button onClick={onClose}>{t("common:cancel")}</Button>}
    >
      {apps.error ? (
        <ErrorBlock {...explain(apps.error)} onRetry={() => void apps.refetch()} />
      ) : apps.isPending ? (
        <Skeleton className="h-8" />
      ) : ready.length === 0 ? (
        <Callout>{t("workflow.noApps")}</Callout>
      ) : (
        <Combobox
          label={t("workflow.choose")}
          placeholder={t("workflow.chooseOne")}
          value={undefined}
          onValueChange={onChoose}
          options={ready.map((app) => ({
            value: app.id,
            text: app.name,
            label: (
              <span className="flex items-center gap-2">
                <AppIcon
                  type={app.icon_type}
                  icon={app.icon}
                  background={app.icon_background}
                  url={app.icon_url}
                  size={20}
                />
                <span className="truncate">{app.name}</span>
              </span>
            ),
          }))}
        />
      )}
    </Dialog>
  );
}

function OfApp({ appId, onClose }: { appId: string; onClose: () => void }) {
  const { t } = useTranslation(["tools", "common"]);
  const explain = useExplain();
  const app = useApp(appId);
  const tool = useToolOfApp(appId);
  const form = usePublishedForm(appId, true);
  if (app.data && tool.data !== undefined && form.data) {
    return <WorkflowToolForm app={app.data} tool={tool.data} fields={form.data} onClose={onClose} />;
  }
  const error = app.error ?? tool.error ?? form.error;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("publishWorkflow")}
      footer={<Button onClick={onClose}>{t("common:ui.close")}</Button>}
    >
      {error ? (
        <ErrorBlock
          {...explain(error)}
          onRetry={() => void Promise.all([app.refetch(), tool.refetch(), form.refetch()])}
        />
      ) : form.data === null ? (
        <Callout tone="warn">{t("workflow.unpublished")}</Callout>
      ) : (
        <Skeleton className="h-40" />
      )}
    </Dialog>
  );
}
