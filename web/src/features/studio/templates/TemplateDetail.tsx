import { useTranslation } from "react-i18next";
import { useTemplate, type TemplateDetail as Detail } from "@/api/templates";
import { useExplain } from "@/i18n/useExplain";
import { Badge, ErrorBlock, Skeleton } from "@/ui";
import { InfoFields, type AppInfo } from "../InfoFields";
import { GraphSketch } from "./GraphSketch";

/** What a template holds, and the looks of the app that is made from it. */
export function TemplateDetail({
  id,
  info,
  onInfo,
  checked,
}: {
  id: string;
  info: AppInfo;
  onInfo: (info: AppInfo) => void;
  checked: boolean;
}) {
  const { t, i18n } = useTranslation("studio");
  const explain = useExplain();
  const found = useTemplate(id, i18n.language);
  return (
    <div className="grid gap-6 md:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <section aria-label={t("templates.preview")} className="min-w-0 space-y-4">
        {found.error && <ErrorBlock {...explain(found.error)} onRetry={() => void found.refetch()} />}
        {!found.data && !found.error && <Skeleton className="h-56 rounded-card" />}
        {found.data && <Preview detail={found.data} />}
      </section>
      <div className="space-y-4">
        <InfoFields value={info} onChange={onInfo} showError={checked} />
        <p className="text-base text-fg-3">{t("templates.modelNote")}</p>
      </div>
    </div>
  );
}

function Preview({ detail }: { detail: Detail }) {
  const { t } = useTranslation(["studio", "common"]);
  const prompt = detail.model_config?.["pre_prompt"];
  const sample = [...Object.values(detail.sample["inputs"] ?? {}), detail.sample["query"]].filter(
    (value): value is string | number => typeof value === "string" || typeof value === "number",
  );
  return (
    <>
      <p className="text-base text-fg-2">
        <Badge className="mr-2">{t(`common:mode.${detail.mode}`)}</Badge>
        {detail.description}
      </p>
      {detail.graph ? (
        <GraphSketch graph={detail.graph} label={t("templates.graphOf", { name: detail.name })} />
      ) : (
        <pre className="max-h-72 overflow-auto rounded-card border bg-app p-3 font-mono text-code whitespace-pre-wrap text-fg-2">
          {typeof prompt === "string" ? prompt : ""}
        </pre>
      )}
      {sample.length > 0 && (
        <div>
          <h3 className="text-base font-medium text-fg">{t("templates.sample")}</h3>
          <ul className="mt-1.5 space-y-1">
            {sample.map((value) => (
              <li key={String(value)} className="line-clamp-2 text-base break-words whitespace-pre-line text-fg-2">
                {String(value)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
