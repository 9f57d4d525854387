import { Play } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApiTools, type ApiOperation, type ParsedApi } from "@/api/tools";
import { defaultsOf, problemsOf, valuesToSend, type Values } from "@/forms/schema";
import { SchemaForm } from "@/forms/SchemaForm";
import { useExplain } from "@/i18n/useExplain";
import { Badge, Button, CodeBlock, Dialog, ErrorBlock } from "@/ui";
import { parameterFields } from "./fields";

type Props = {
  operation: ApiOperation;
  parsed: ParsedApi;
  credentials: Record<string, string>;
  providerId: string | undefined;
  onClose: () => void;
};

/** Calls an operation with values and shows what came back, before anything is saved. */
export function TestDialog({ operation, parsed, credentials, providerId, onClose }: Props) {
  const { t } = useTranslation(["tools", "common"]);
  const explain = useExplain();
  const { test } = useApiTools();
  const fields = parameterFields(operation.parameters);
  const [values, setValues] = useState<Values>(() => defaultsOf(fields));
  const [tried, setTried] = useState(false);
  const run = () => {
    setTried(true);
    if (test.isPending || Object.keys(problemsOf(fields, values)).length > 0) return;
    test.mutate({
      document: parsed.document,
      source_url: parsed.source_url,
      tool: operation.name,
      credentials,
      parameters: valuesToSend(fields, values),
      ...(providerId ? { provider_id: providerId } : {}),
    });
  };
  const answer = test.data;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("test.title", { name: operation.name })}
      description={`${operation.method.toUpperCase()} ${operation.url}`}
      onSubmit={run}
      footer={
        <>
          <Button onClick={onClose}>{t("common:ui.close")}</Button>
          <Button type="submit" variant="primary" icon={<Play size={14} />} loading={test.isPending}>
            {t("test.run")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        {fields.length === 0 && <p className="text-base text-fg-2">{t("noParameters")}</p>}
        <SchemaForm
          fields={fields}
          values={values}
          onChange={setValues}
          problems={tried ? problemsOf(fields, values) : {}}
        />
        {test.error && <ErrorBlock {...explain(test.error)} />}
        {answer?.error && <ErrorBlock title={answer.error} />}
        {answer && !answer.error && (
          <div className="space-y-1.5">
            <p className="flex items-center gap-2 text-base font-medium">
              {t("test.response")}
              <Badge tone={(answer.status ?? 0) < 400 ? "ok" : "bad"}>HTTP {answer.status}</Badge>
            </p>
            <CodeBlock code={pretty(answer.text ?? "")} wrap className="[&_pre]:max-h-72 [&_pre]:overflow-y-auto" />
          </div>
        )}
      </div>
    </Dialog>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
