import { useTranslation } from "react-i18next";
import { useModelConfig } from "@/api/modelConfig";
import type { App } from "@/api/types";
import { useExplain } from "@/i18n/useExplain";
import { ErrorBlock, Skeleton } from "@/ui";
import { BasicWorkbench } from "./BasicWorkbench";

/** Loads the configuration of a basic app. */
export function BasicPage({ app }: { app: App }) {
  const { t } = useTranslation("basic");
  const explain = useExplain();
  const stored = useModelConfig(app.id);
  if (stored.error && !stored.data) {
    const { details } = explain(stored.error);
    return (
      <ErrorBlock className="m-6" title={t("loadFailed")} details={details} onRetry={() => void stored.refetch()} />
    );
  }
  if (!stored.data) {
    return (
      <div aria-busy className="grid gap-4 p-4 lg:grid-cols-2">
        <Skeleton className="h-72" />
        <Skeleton className="h-72" />
      </div>
    );
  }
  return <BasicWorkbench key={app.id} app={app} stored={stored.data} />;
}
