import { Link } from "@tanstack/react-router";
import { BookOpen, KeyRound, SquareTerminal } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useApiKeys, useAppChanges } from "@/api/apps";
import type { App } from "@/api/types";
import { useSystem } from "@/api/workspace";
import { useExplain } from "@/i18n/useExplain";
import { Button, CopyButton, StatusDot, Switch, toast } from "@/ui";
import { originOf } from "./addresses";

/** The API of an app: its switch, address and keys. */
export function ApiCard({ app }: { app: App }) {
  const { t } = useTranslation("overview");
  const explain = useExplain();
  const url = `${originOf(useSystem().data?.public_url)}/v1`;
  const keys = useApiKeys(app.id).data?.data.length;
  const { setApi } = useAppChanges();
  return (
    <section aria-labelledby="api-title" className="flex min-w-0 flex-col rounded-card border bg-surface p-4">
      <header className="flex items-start gap-3">
        <span aria-hidden className="grid size-9 shrink-0 place-items-center rounded-control bg-info-soft text-info">
          <SquareTerminal size={18} />
        </span>
        <div className="min-w-0 flex-1">
          <h2 id="api-title" className="text-read font-semibold">
            {t("api.title")}
          </h2>
          <StatusDot tone={app.enable_api && app.published ? "ok" : "neutral"}>
            {t(!app.enable_api ? "site.off" : app.published ? "site.on" : "site.unpublished")}
          </StatusDot>
        </div>
        <Switch
          hideLabel
          label={t("api.switch")}
          checked={app.enable_api}
          disabled={setApi.isPending}
          onCheckedChange={(enabled) =>
            setApi.mutate({ id: app.id, enabled }, { onError: (error) => toast.bad(explain(error).title) })
          }
        />
      </header>
      <p className="mt-4 text-small text-fg-3">{t("api.address")}</p>
      <div className="mt-1 flex items-center gap-1 rounded-control bg-sunken py-1 pr-1 pl-3">
        <code className="min-w-0 flex-1 truncate font-mono text-small">{url}</code>
        <CopyButton text={url} size="compact" />
      </div>
      <div className="mt-auto flex flex-wrap items-center gap-2 pt-4">
        <Button asChild>
          <Link to="/app/$appId/api" params={{ appId: app.id }}>
            <KeyRound aria-hidden size={14} />
            {keys === undefined ? t("api.keys") : t("api.keyCount", { count: keys })}
          </Link>
        </Button>
        <Button asChild>
          <Link to="/reference">
            <BookOpen aria-hidden size={14} />
            {t("api.reference")}
          </Link>
        </Button>
      </div>
    </section>
  );
}
