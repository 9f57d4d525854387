import { Code, ExternalLink, Globe, RefreshCw, Settings2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSiteChanges, useSiteSettings } from "@/api/site";
import type { App } from "@/api/types";
import { useSystem } from "@/api/workspace";
import { useExplain } from "@/i18n/useExplain";
import { Button, CopyButton, Dialog, ErrorBlock, IconButton, Skeleton, StatusDot, Switch, toast } from "@/ui";
import { originOf, pageOf } from "./addresses";
import { EmbedDialog } from "./EmbedDialog";
import { SiteDialog } from "./SiteDialog";

type Opened = "embed" | "settings" | "reset";

/** The page of an app: its switch, address, looks, and the code to embed it. */
export function SiteCard({ app, first }: { app: App; first: "embed" | "settings" | undefined }) {
  const { t } = useTranslation("overview");
  const explain = useExplain();
  const site = useSiteSettings(app.id);
  const origin = originOf(useSystem().data?.public_url);
  const { switch: turn } = useSiteChanges(app.id);
  const [opened, setOpened] = useState<Opened | undefined>(first);
  const close = () => setOpened(undefined);
  const enabled = site.data?.enabled ?? false;
  const live = enabled && app.published;
  const url = site.data ? pageOf(origin, app.mode, site.data.code) : "";
  const why = !app.published ? t("site.publishFirst") : !enabled ? t("site.isOff") : undefined;
  return (
    <section aria-labelledby="site-title" className="flex min-w-0 flex-col rounded-card border bg-surface p-4">
      <header className="flex items-start gap-3">
        <span aria-hidden className="grid size-9 shrink-0 place-items-center rounded-control bg-selected text-accent">
          <Globe size={18} />
        </span>
        <div className="min-w-0 flex-1">
          <h2 id="site-title" className="text-read font-semibold">
            {t("site.title")}
          </h2>
          <StatusDot tone={live ? "ok" : "neutral"}>
            {t(!enabled ? "site.off" : app.published ? "site.on" : "site.unpublished")}
          </StatusDot>
        </div>
        <Switch
          hideLabel
          label={t("site.switch")}
          checked={enabled}
          disabled={!site.data || turn.isPending}
          onCheckedChange={(on) => turn.mutate(on, { onError: (error) => toast.bad(explain(error).title) })}
        />
      </header>
      {site.error && <ErrorBlock className="mt-3" {...explain(site.error)} onRetry={() => void site.refetch()} />}
      {!site.data && !site.error && <Skeleton className="mt-4 h-8" />}
      {site.data && (
        <>
          <p className="mt-4 text-small text-fg-3">{t("site.address")}</p>
          <div className="mt-1 flex items-center gap-1 rounded-control bg-sunken py-1 pr-1 pl-3">
            <code className="min-w-0 flex-1 truncate font-mono text-small" title={url}>
              {url}
            </code>
            <CopyButton text={url} size="compact" />
            <IconButton
              size="compact"
              label={t("site.reset")}
              icon={<RefreshCw size={14} />}
              onClick={() => setOpened("reset")}
            />
          </div>
          <div className="mt-auto flex flex-wrap gap-2 pt-4">
            {live ? (
              <Button asChild variant="primary">
                <a href={url} target="_blank" rel="noreferrer">
                  <ExternalLink aria-hidden size={14} />
                  {t("site.open")}
                </a>
              </Button>
            ) : (
              <Button icon={<ExternalLink size={14} />} disabledReason={why}>
                {t("site.open")}
              </Button>
            )}
            <Button icon={<Code size={14} />} onClick={() => setOpened("embed")}>
              {t("site.embed")}
            </Button>
            <Button icon={<Settings2 size={14} />} onClick={() => setOpened("settings")}>
              {t("site.settings")}
            </Button>
          </div>
          {opened === "embed" && <EmbedDialog app={app} code={site.data.code} origin={origin} onClose={close} />}
          {opened === "settings" && <SiteDialog app={app} site={site.data} onClose={close} />}
          {opened === "reset" && <ResetDialog appId={app.id} url={url} onClose={close} />}
        </>
      )}
    </section>
  );
}

function ResetDialog({ appId, url, onClose }: { appId: string; url: string; onClose: () => void }) {
  const { t } = useTranslation(["overview", "common"]);
  const explain = useExplain();
  const { reset } = useSiteChanges(appId);
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("site.resetTitle")}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button
            variant="danger"
            loading={reset.isPending}
            onClick={() =>
              reset.mutate(undefined, {
                onSuccess: () => {
                  toast.ok(t("site.resetDone"));
                  onClose();
                },
              })
            }
          >
            {t("site.reset")}
          </Button>
        </>
      }
    >
      <p className="text-base break-words text-fg-2">{t("site.resetText", { url })}</p>
      {reset.error && <ErrorBlock className="mt-3" {...explain(reset.error)} />}
    </Dialog>
  );
}
