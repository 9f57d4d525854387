import { Link } from "@tanstack/react-router";
import { Hammer } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { App } from "@/api/types";
import { useToolOfApp } from "@/api/tools";
import { may, useWorkspace } from "@/api/workspace";
import { Button } from "@/ui";

/** Whether other apps of the workspace can call this workflow, and where that is set. */
export function AsTool({ app }: { app: App }) {
  const { t } = useTranslation("app");
  const tool = useToolOfApp(app.id);
  const allowed = may.administrate(useWorkspace().data?.role);
  if (tool.data === undefined) return null;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-card border bg-surface px-4 py-3">
      <Hammer aria-hidden size={16} className="shrink-0 text-fg-3" />
      <div className="min-w-0 flex-1 basis-60">
        <h2 className="text-base font-medium">{t("asTool.title")}</h2>
        <p className="text-small text-fg-3">
          {tool.data
            ? t("asTool.is", { name: tool.data.name })
            : t(app.published ? "asTool.not" : "asTool.unpublished")}
        </p>
      </div>
      {allowed && app.published && (
        <Button asChild>
          <Link to="/tools" search={{ tab: "workflow", publish: app.id }}>
            {t(tool.data ? "asTool.edit" : "asTool.publish")}
          </Link>
        </Button>
      )}
    </div>
  );
}
