import { FlaskConical } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ApiOperation, ParsedApi } from "@/api/tools";
import { Badge, Button, Callout, Skeleton, type Tone } from "@/ui";

const TONE: Record<string, Tone> = { get: "info", post: "ok", put: "warn", patch: "warn", delete: "bad" };

function pathOf(url: string): string {
  try {
    return decodeURI(new URL(url).pathname);
  } catch {
    return url;
  }
}

type Props = {
  parsed: ParsedApi | undefined;
  reading: boolean;
  empty: boolean;
  onTest: (operation: ApiOperation) => void;
};

/** What the document offers: each operation becomes a tool. */
export function Operations({ parsed, reading, empty, onTest }: Props) {
  const { t } = useTranslation("tools");
  return (
    <section aria-labelledby="operations" className="min-w-0 space-y-2">
      <h3 id="operations" className="flex items-center gap-2 text-base font-medium">
        {t("api.operations")}
        {parsed && <span className="tabular text-small text-fg-3">{parsed.operations.length}</span>}
      </h3>
      {reading && !parsed && <Skeleton className="h-24" />}
      {!reading && !parsed && (
        <p className="rounded-card border border-dashed px-4 py-8 text-center text-base text-fg-3">
          {t(empty ? "api.noDocument" : "api.unreadable")}
        </p>
      )}
      {parsed?.warnings.map((warning) => (
        <Callout key={warning} tone="warn">
          {warning}
        </Callout>
      ))}
      {parsed && parsed.operations.length === 0 && <Callout tone="warn">{t("api.noOperations")}</Callout>}
      {parsed && (
        <ul className="space-y-2" aria-busy={reading}>
          {parsed.operations.map((one) => (
            <li key={one.name} className="rounded-card border px-3 py-2">
              <div className="flex items-start gap-2">
                <div className="min-w-0 flex-1">
                  <p className="text-base font-medium break-words">{one.name}</p>
                  <p className="flex min-w-0 items-center gap-1.5">
                    <Badge tone={TONE[one.method.toLowerCase()] ?? "neutral"}>{one.method.toUpperCase()}</Badge>
                    <code className="truncate font-mono text-small text-fg-2" title={one.url}>
                      {pathOf(one.url)}
                    </code>
                  </p>
                </div>
                <Button
                  size="compact"
                  icon={<FlaskConical size={14} />}
                  aria-label={t("api.testOf", { name: one.name })}
                  onClick={() => onTest(one)}
                >
                  {t("api.test")}
                </Button>
              </div>
              {(one.summary || one.description) && (
                <p className="mt-1 line-clamp-3 text-small break-words text-fg-2">{one.summary || one.description}</p>
              )}
              {one.parameters.length > 0 && (
                <ul aria-label={t("api.parameters")} className="mt-1.5 flex flex-wrap gap-1">
                  {one.parameters.map((parameter) => (
                    <li key={parameter.name} title={parameter.llm_description}>
                      <Badge className="font-mono">
                        {parameter.name}
                        {parameter.required && "*"}: {parameter.type}
                      </Badge>
                    </li>
                  ))}
                </ul>
              )}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
