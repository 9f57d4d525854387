import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSystem } from "@/api/workspace";
import { useExplain } from "@/i18n/useExplain";
import { Callout, CopyButton, Skeleton, Switch, toast } from "@/ui";
import { useDataset, useDatasetChanges, type Dataset } from "../data";
import { Examples } from "./Examples";
import { Keys } from "./Keys";

/** How programs reach this knowledge base. */
export default function ApiPage() {
  const { t } = useTranslation("segments");
  const { datasetId } = useParams({ from: "/console/knowledge/$datasetId/api" });
  const base = useDataset(datasetId).data;
  return (
    <main className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto max-w-[1080px] space-y-7 px-4 py-5 sm:px-6">
        <div>
          <h1 className="text-title">{t("api.title")}</h1>
          <p className="text-base text-fg-2">{t("api.text")}</p>
        </div>
        {base ? <Content key={base.id} base={base} /> : <Skeleton className="h-64" />}
      </div>
    </main>
  );
}

function Content({ base }: { base: Dataset }) {
  const { t } = useTranslation("segments");
  const explain = useExplain();
  const publicUrl = useSystem().data?.public_url;
  const { update } = useDatasetChanges();
  const [fresh, setFresh] = useState<string>();
  const baseUrl = `${(publicUrl ?? "").replace(/\/$/, "") || location.origin}/v1`;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-6 gap-y-3 rounded-card border bg-surface px-4 py-3">
        <Copied name={t("api.baseUrl")} text={baseUrl} />
        <Copied name={t("api.id")} text={base.id} />
        <Switch
          label={t(base.enable_api ? "api.on" : "api.off")}
          checked={base.enable_api}
          disabled={update.isPending}
          onCheckedChange={(enable_api) =>
            update.mutate({ id: base.id, enable_api }, { onError: (error) => toast.bad(explain(error).title) })
          }
        />
      </div>
      {!base.enable_api && (
        <Callout tone="warn" title={t("api.offTitle")}>
          {t("api.offText")}
        </Callout>
      )}
      <Keys onCreated={setFresh} />
      <Examples base={base} baseUrl={baseUrl} apiKey={fresh} />
    </>
  );
}

function Copied({ name, text }: { name: string; text: string }) {
  return (
    <div className="flex min-w-0 flex-1 basis-72 items-center gap-2">
      <span className="shrink-0 text-base text-fg-2">{name}</span>
      <code className="min-w-0 truncate rounded-chip bg-sunken px-2 py-0.5 font-mono text-small">{text}</code>
      <CopyButton text={text} />
    </div>
  );
}
