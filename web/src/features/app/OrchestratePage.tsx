import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useApp } from "@/api/apps";
import { useDraft, useVersions } from "@/api/runs";
import { useExplain } from "@/i18n/useExplain";
import { withTexts } from "@/i18n";
import { ErrorBlock } from "@/ui/Feedback";
import { Spinner } from "@/ui/Spinner";
import { useOpening } from "./orchestrate/canvas/useOpening";
import { Workbench } from "./orchestrate/Workbench";

const BasicPage = lazy(
  withTexts(
    () => import("./orchestrate/basic/BasicPage").then((module) => ({ default: module.BasicPage })),
    "basic",
    "models",
  ),
);

/** The graph of a workflow or chatflow with everything to run and inspect it, or the settings of a basic app. */
export function OrchestratePage({ appId }: { appId: string }) {
  const { t } = useTranslation("orchestrate");
  const explain = useExplain();
  const app = useApp(appId);
  const graphical = app.data?.mode === "workflow" || app.data?.mode === "advanced-chat";
  const draft = useDraft(appId, graphical);
  const versions = useVersions(appId, graphical);
  const opening = useOpening(draft.data);
  const failed = app.error ?? draft.error;
  if (failed) {
    const { details } = explain(failed);
    const again = () => {
      void app.refetch();
      void draft.refetch();
    };
    return <ErrorBlock className="m-6" title={t("loadFailed")} details={details} onRetry={again} />;
  }
  if (app.data && !graphical) {
    return (
      <Suspense>
        <BasicPage app={app.data} />
      </Suspense>
    );
  }
  if (!app.data || !draft.data || !opening) {
    return (
      <div className="grid h-full place-items-center">
        <Spinner size={20} />
      </div>
    );
  }
  return (
    <Workbench
      key={appId}
      app={app.data}
      draft={draft.data}
      opening={opening}
      latest={versions.data?.data.find((one) => one.latest) ?? null}
    />
  );
}

export default OrchestratePage;
