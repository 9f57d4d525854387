import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useApp } from "@/api/apps";
import { Segmented, Skeleton } from "@/ui";
import { ApiCard } from "./ApiCard";
import { Figures } from "./Figures";
import { SiteCard } from "./SiteCard";

const DAYS = [7, 30, 90] as const;

/** Where an app is reached, and how much it is used. */
export function OverviewPage() {
  const { t } = useTranslation("overview");
  const { appId } = useParams({ from: "/console/app/$appId/overview" });
  const { days = 7, open } = useSearch({ from: "/console/app/$appId/overview" });
  const navigate = useNavigate({ from: "/app/$appId/overview" });
  const app = useApp(appId).data;
  return (
    <main className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto max-w-[1280px] space-y-6 px-4 py-5 sm:px-6">
        <h1 className="text-title">{t("title")}</h1>
        <div className="grid grid-cols-1 gap-4 lg:grid-cols-2">
          {app ? <SiteCard app={app} first={open} /> : <Skeleton className="h-56 rounded-card" />}
          {app ? <ApiCard app={app} /> : <Skeleton className="h-56 rounded-card" />}
        </div>
        <section aria-labelledby="use-title" className="space-y-3">
          <div className="flex flex-wrap items-end justify-between gap-2">
            <div>
              <h2 id="use-title" className="text-panel">
                {t("use")}
              </h2>
              <p className="text-small text-fg-3">{t("useText")}</p>
            </div>
            <Segmented
              label={t("range")}
              value={String(days)}
              onValueChange={(value) => {
                const next = Number(value);
                void navigate({ search: { days: next === 7 ? undefined : next }, replace: true });
              }}
              options={DAYS.map((value) => ({ value: String(value), label: t("days", { count: value }) }))}
            />
          </div>
          {app ? <Figures app={app} days={days} /> : <Skeleton className="h-40 rounded-card" />}
        </section>
      </div>
    </main>
  );
}
