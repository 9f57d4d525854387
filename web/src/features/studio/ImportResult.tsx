import { useTranslation } from "react-i18next";
import { useApp } from "@/api/apps";
import type { ImportReport } from "@/api/types";
import { Badge, Callout } from "@/ui";

/** What a dependency is called, whatever way the file declares it. */
function nameOf(dependency: unknown): string {
  if (typeof dependency === "string") return dependency;
  if (dependency && typeof dependency === "object") {
    const { value, ...rest } = dependency as Record<string, unknown>;
    const inner = value && typeof value === "object" ? (value as Record<string, unknown>) : rest;
    for (const key of ["plugin_unique_identifier", "marketplace_plugin_unique_identifier", "name", "provider"]) {
      if (typeof inner[key] === "string") return inner[key].replace(/@[0-9a-f]{16,}$/, "");
    }
  }
  return JSON.stringify(dependency);
}

export function ImportResult({ report }: { report: ImportReport }) {
  const { t } = useTranslation("studio");
  const app = useApp(report.app_id ?? "").data;
  const { warnings = [], leaked_dependencies: missing = [] } = report;
  return (
    <div className="space-y-3">
      <Callout tone="ok" title={t("importDialog.doneTitle", { name: app?.name ?? "" })}>
        {report.imported_dsl_version && t("importDialog.version", { imported: report.imported_dsl_version })}
      </Callout>
      {warnings.length > 0 && (
        <section>
          <h3 className="mb-1 text-base">{t("importDialog.warnings")}</h3>
          <ul className="list-disc space-y-1 pl-5 text-base text-fg-2">
            {warnings.map((warning, index) => (
              <li key={index} className="break-words">
                {warning}
              </li>
            ))}
          </ul>
        </section>
      )}
      {missing.length > 0 && (
        <section>
          <h3 className="mb-1 text-base">{t("importDialog.dependencies")}</h3>
          <p className="flex flex-wrap gap-1.5">
            {missing.map((dependency, index) => (
              <Badge key={index} tone="warn">
                {nameOf(dependency)}
              </Badge>
            ))}
          </p>
        </section>
      )}
    </div>
  );
}
