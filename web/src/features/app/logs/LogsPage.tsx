import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useApp } from "@/api/apps";
import { Skeleton } from "@/ui";
import { ConversationPanel } from "./ConversationPanel";
import { ConversationTable } from "./ConversationTable";
import { ExportMenu } from "./ExportMenu";
import { Filters } from "./Filters";
import { LoggedRunPanel } from "./LoggedRunPanel";
import { RunTable } from "./RunTable";
import type { LogSearch } from "./search";

/** What users did with an app: their conversations, or the runs of a workflow. */
export function LogsPage() {
  const { t } = useTranslation("logs");
  const { appId } = useParams({ from: "/console/app/$appId/logs" });
  const search = useSearch({ from: "/console/app/$appId/logs" });
  const navigate = useNavigate({ from: "/app/$appId/logs" });
  const app = useApp(appId).data;
  const change = (next: LogSearch) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, id: undefined, ...next }), replace: true });
  const open = (id: string | undefined) => void navigate({ search: (old) => ({ ...old, id }) });
  const clear = () => void navigate({ search: {}, replace: true });
  const workflow = app?.mode === "workflow";
  const table = { appId, search, change, open, clear };
  return (
    <div className="flex min-h-0 flex-1">
      <main className="min-h-0 min-w-0 flex-1 overflow-y-auto">
        <div className="mx-auto max-w-[1280px] space-y-4 px-4 py-5 sm:px-6">
          <div className="flex flex-wrap items-end justify-between gap-2">
            <div>
              <h1 className="text-title">{t("title")}</h1>
              <p className="text-base text-fg-2">{t(workflow ? "textRuns" : "text")}</p>
            </div>
            {app && <ExportMenu appId={appId} search={search} workflow={workflow} />}
          </div>
          <Filters search={search} change={change} workflow={workflow} />
          {!app && <Skeleton className="h-64" />}
          {app && (workflow ? <RunTable {...table} /> : <ConversationTable {...table} mode={app.mode} />)}
        </div>
      </main>
      {app && search.id && workflow && (
        <LoggedRunPanel key={search.id} appId={appId} runId={search.id} onClose={() => open(undefined)} />
      )}
      {app && search.id && !workflow && (
        <ConversationPanel key={search.id} app={app} id={search.id} onClose={() => open(undefined)} />
      )}
    </div>
  );
}
