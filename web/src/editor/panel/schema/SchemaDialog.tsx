import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { Segmented } from "@/ui/Tabs";
import { FileDropText } from "./FileDropText";
import { isRecord } from "../../content";
import { record, type Raw } from "../../raw";
import { Generate } from "../text/Generate";
import { TextBox } from "../text/TextBox";
import { emptySchema, schemaOf, schemaProblem } from "./schema";
import { SchemaTree } from "./SchemaTree";

interface Props {
  title: string;
  schema: unknown;
  readOnly: boolean;
  onSave: (schema: Raw) => void;
  onClose: () => void;
}

function parsed(typed: string): unknown {
  try {
    return JSON.parse(typed) as unknown;
  } catch {
    return undefined;
  }
}

const isEmpty = (schema: Raw): boolean => Object.keys(record(schema["properties"])).length === 0;

/** Edits a JSON schema as a tree or as text; an example can be turned into one. */
export function SchemaDialog({ title, schema, readOnly, onSave, onClose }: Props) {
  const { t } = useTranslation(["panels", "common"]);
  const [draft, setDraft] = useState<Raw>(() =>
    isRecord(schema) && Object.keys(schema).length > 0 ? schema : emptySchema(),
  );
  const [code, setCode] = useState<string | null>(null);
  const [importing, setImporting] = useState(false);
  const current = code === null ? draft : parsed(code);
  const wordsOf = (schema: unknown, found = schema === undefined ? null : schemaProblem(schema)): string | null =>
    schema === undefined
      ? t("json.json", { type: "object" })
      : found
        ? t(`schema.problem.${found.problem}`, { at: found.at })
        : null;
  const words = wordsOf(current);
  const view = code === null ? "visual" : "code";
  const show = (next: "visual" | "code") => {
    if (next === view) return;
    if (next === "code") setCode(JSON.stringify(draft, null, 2));
    else if (isRecord(current)) {
      setDraft(current);
      setCode(null);
    }
  };
  const save = () => {
    if (words !== null || !isRecord(current)) return;
    onSave(current);
    onClose();
  };
  const take = (next: Raw) => {
    setDraft(next);
    setCode((before) => (before === null ? null : JSON.stringify(next, null, 2)));
    setImporting(false);
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="l"
      title={title}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          {!readOnly && (
            <Button variant="primary" disabledReason={words ?? undefined} onClick={save}>
              {t("common:save")}
            </Button>
          )}
        </>
      }
    >
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <Segmented
          label={t("schema.view")}
          value={view}
          onValueChange={show}
          options={[
            { value: "visual", label: t("schema.visual") },
            { value: "code", label: t("schema.code") },
          ]}
        />
        <span className="flex-1" />
        {!readOnly && (
          <>
            <Generate
              kind="schema"
              current={isRecord(current) && !isEmpty(current) ? JSON.stringify(current, null, 2) : ""}
              problem={(written) => wordsOf(parsed(written))}
              onApply={(written) => take(parsed(written) as Raw)}
            />
            <Button size="compact" onClick={() => setImporting(!importing)} aria-expanded={importing}>
              {t("schema.import")}
            </Button>
          </>
        )}
      </div>
      {importing && <Importing onTake={take} />}
      {code === null ? (
        <SchemaTree schema={draft} onChange={setDraft} readOnly={readOnly} />
      ) : (
        <TextBox
          plain
          language="json"
          label={t("schema.code")}
          value={code}
          onType={setCode}
          onChange={setCode}
          className="[&_.cm-content]:min-h-80 [&_.cm-scroller]:max-h-[56vh]"
        />
      )}
      {words !== null && (
        <p role="alert" className="mt-2 text-small text-bad">
          {words}
        </p>
      )}
    </Dialog>
  );
}

function Importing({ onTake }: { onTake: (schema: Raw) => void }) {
  const { t } = useTranslation("panels");
  const [typed, setTyped] = useState("");
  const example = parsed(typed);
  const wrong = typed.trim() !== "" && !isRecord(example);
  return (
    <section className="mb-3 flex flex-col gap-2 rounded-control border border-line p-3">
      <p className="text-small text-fg-3">{t("schema.importHelp")}</p>
      <TextBox
        plain
        language="json"
        label={t("schema.example")}
        placeholder={'{"name": "Lin", "tags": ["a"]}'}
        value={typed}
        onType={setTyped}
        onChange={setTyped}
        className="[&_.cm-content]:min-h-20 [&_.cm-scroller]:max-h-60"
      />
      <div className="flex flex-wrap items-center gap-2">
        <FileDropText onText={setTyped} />
        <span className="flex-1" />
        <Button
          size="compact"
          disabledReason={isRecord(example) ? undefined : wrong ? t("schema.noObject") : t("schema.noExample")}
          onClick={() => onTake(schemaOf(example))}
        >
          {t("schema.use")}
        </Button>
      </div>
    </section>
  );
}
