import { Link } from "@tanstack/react-router";
import { AppWindow, ArrowUpRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { AppIcon, Button, cn, Popover, Skeleton } from "@/ui";
import { useLinkedApps, type Dataset } from "./data";

/** How many documents the base has and which apps use it; a click lists the apps. */
export function LinkedAppsButton({ base, closed, className }: { base: Dataset; closed: boolean; className?: string }) {
  const { t } = useTranslation("knowledge");
  const [open, setOpen] = useState(false);
  const text = t("linkedApps", { count: base.app_count });
  const button = (
    <Button variant="ghost" size="compact" aria-label={text} title={text} icon={<AppWindow aria-hidden size={14} />}>
      {closed ? <span className="tabular">{base.app_count}</span> : text}
    </Button>
  );
  return (
    <div className={cn("mt-2 border-t px-2 pt-2", className)}>
      {!closed && (
        <p className="px-2.5 pb-1 text-small text-fg-3">{t("documentCount", { count: base.document_count })}</p>
      )}
      <Popover label={text} side="right" open={open} onOpenChange={setOpen} className="w-72 p-1" trigger={button}>
        <Apps id={base.id} />
      </Popover>
    </div>
  );
}

function Apps({ id }: { id: string }) {
  const { t } = useTranslation("knowledge");
  const apps = useLinkedApps(id).data?.data;
  if (!apps) return <Skeleton className="m-2 h-6" />;
  if (apps.length === 0) return <p className="p-3 text-base text-fg-2">{t("noLinkedApps")}</p>;
  return (
    <ul>
      {apps.map((app) => (
        <li key={app.id}>
          <Link
            to="/app/$appId/orchestrate"
            params={{ appId: app.id }}
            className="flex h-9 items-center gap-2.5 rounded-control px-2 text-base text-fg no-underline hover:bg-hover"
          >
            <AppIcon type={app.icon_type} icon={app.icon} background={app.icon_background} size={22} />
            <span className="min-w-0 flex-1 truncate">{app.name}</span>
            <ArrowUpRight aria-hidden size={14} className="text-fg-3" />
          </Link>
        </li>
      ))}
    </ul>
  );
}
