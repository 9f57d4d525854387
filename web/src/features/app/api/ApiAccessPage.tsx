import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApp, useAppChanges } from "@/api/apps";
import type { App } from "@/api/types";
import { useSystem } from "@/api/workspace";
import { useExplain } from "@/i18n/useExplain";
import { Callout, CopyButton, Skeleton, Switch, toast } from "@/ui";
import { Examples } from "./Examples";
import { Keys } from "./Keys";
import { AsTool } from "./AsTool";

export function ApiAccessPage() {
  const { t } = useTranslation("app");
  const { appId } = useParams({ from: "/console/app/$appId/api" });
  const app = useApp(appId).data;
  return (
    <main className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto max-w-[1080px] space-y-7 px-4 py-5 sm:px-6">
        <div>
          <h1 className="text-title">{t("api.title")}</h1>
          <p className="text-base text-fg-2">{t("api.text")}</p>
        </div>
        {app ? <Content app={app} /> : <Skeleton className="h-64" />}
      </div>
    </main>
  );
}

function Content({ app }: { app: App }) {
  const { t } = useTranslation("app");
  const explain = useExplain();
  const publicUrl = useSystem().data?.public_url;
  const { setApi } = useAppChanges();
  const [newKey, setNewKey] = useState<string>();
  const baseUrl = `${(publicUrl ?? "").replace(/\/$/, "") || location.origin}/v1`;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3 rounded-card border bg-surface px-4 py-3">
        <div className="flex min-w-0 flex-1 basis-72 items-center gap-2">
          <span className="shrink-0 text-base text-fg-2">{t("api.baseUrl")}</span>
          <code className="min-w-0 truncate rounded-chip bg-sunken px-2 py-0.5 font-mono text-small">{baseUrl}</code>
          <CopyButton text={baseUrl} />
        </div>
        <Switch
          label={`${t("api.service")}: ${app.enable_api ? t("api.on") : t("api.off")}`}
          checked={app.enable_api}
          disabled={setApi.isPending}
          onCheckedChange={(enabled) =>
            setApi.mutate({ id: app.id, enabled }, { onError: (error) => toast.bad(explain(error).title) })
          }
        />
      </div>
      {!app.enable_api && (
        <Callout tone="warn" title={t("api.offTitle")}>
          {t("api.offText")}
        </Callout>
      )}
      {!app.published && (
        <Callout tone="info" title={t("api.unpublishedTitle")}>
          {t("api.unpublishedText")}
        </Callout>
      )}
      {app.mode === "workflow" && <AsTool app={app} />}
      <Keys appId={app.id} onCreated={setNewKey} />
      <Examples app={app} baseUrl={baseUrl} apiKey={newKey} />
    </>
  );
}
