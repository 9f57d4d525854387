import { useTranslation } from "react-i18next";
import { Rows } from "@/editor/panel/fields/Rows";
import { VariableField } from "@/editor/panel/fields/VariableField";
import { usePanel } from "@/editor/panel/panel";
import { Section } from "@/editor/panel/parts";
import { TemplateField, TextCard } from "@/editor/panel/text/TextField";
import { freshId, moved, setIn } from "@/editor/panel/write";
import { records, strings, text, type Raw } from "@/editor/raw";
import { Select } from "@/ui/Select";
import { pairsOf } from "./pairs";

const KINDS = ["none", "form-data", "x-www-form-urlencoded", "json", "raw-text", "binary"] as const;
type Kind = (typeof KINDS)[number];
const FILES = ["file", "array[file]"];

/** The parts of a stored body; old files keep one text. */
function partsOf(body: Raw, kind: Kind): Raw[] {
  const data = body["data"];
  if (Array.isArray(data)) return records(data);
  const lines = text(data);
  if (lines === "") return [];
  if (kind === "form-data" || kind === "x-www-form-urlencoded") {
    return pairsOf(lines).map((one) => ({ id: freshId(), type: "text", key: one.name, value: one.value }));
  }
  return [{ id: freshId(), type: "text", key: "", value: lines }];
}

export function Body() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const body = panel.record("body");
  const kind = (KINDS.find((one) => one === text(body["type"])) ?? "none") as Kind;
  const parts = partsOf(body, kind);
  const whole = typeof body["data"] === "string";
  const put = (next: Raw[], field = "body") => panel.change((data) => setIn(data, ["body", "data"], next), { field });
  const text0 = text(parts[0]?.["value"]);
  const setText = (value: string) => {
    // An old file keeps its text as it is, a newer one its one part.
    if (whole) panel.set(["body", "data"], value);
    else put([{ ...(parts[0] ?? { id: freshId(), type: "text", key: "" }), value }]);
  };
  const choose = (next: Kind) => {
    const multi = next === "form-data" || next === "x-www-form-urlencoded";
    const before = kind === "form-data" || kind === "x-www-form-urlencoded";
    const data = next === "none" || next === "binary" || multi !== before || kind === "binary" ? [] : body["data"];
    panel.change((all) => setIn(setIn(all, ["body", "type"], next), ["body", "data"], data ?? []));
  };
  return (
    <Section
      title={t("http.body")}
      actions={
        <Select
          compact
          className="w-48"
          ariaLabel={t("http.bodyType")}
          disabled={panel.readOnly}
          value={kind}
          onValueChange={choose}
          options={KINDS.map((value) => ({ value, label: t(`http.kind.${value}`) }))}
        />
      }
    >
      {(kind === "form-data" || kind === "x-www-form-urlencoded") && (
        <Parts parts={parts} files={kind === "form-data"} put={put} />
      )}
      {(kind === "json" || kind === "raw-text") && (
        <TextCard
          label={t("http.body")}
          title={t(`http.kind.${kind}`)}
          {...(kind === "json" ? { language: "jinja" as const } : {})}
          minHeight={100}
          value={whole ? text(body["data"]) : text0}
          onChange={setText}
          className="font-mono"
        />
      )}
      {kind === "binary" && (
        <VariableField
          ariaLabel={t("http.file")}
          types={["file"]}
          value={strings(parts[0]?.["file"])}
          onChange={(selector) =>
            put([{ ...(parts[0] ?? { id: freshId(), key: "", value: "" }), type: "file", file: selector }])
          }
        />
      )}
    </Section>
  );
}

function Parts({ parts, files, put }: { parts: Raw[]; files: boolean; put: (next: Raw[], field?: string) => void }) {
  const { t } = useTranslation("panels");
  const { readOnly } = usePanel();
  return (
    <Rows
      items={parts}
      keyOf={(one, index) => text(one["id"]) || String(index)}
      label={(one, index) => text(one["key"]) || t("rows.number", { number: index + 1 })}
      onMove={(from, to) => put(moved(parts, from, to))}
      onRemove={(index) => put(parts.toSpliced(index, 1))}
      onAdd={() => put([...parts, { id: freshId(), type: "text", key: "", value: "" }])}
      row={(one, index) => {
        const file = one["type"] === "file";
        const set = (member: string, value: unknown) =>
          put(parts.with(index, { ...one, [member]: value }), `body.${index}.${member}`);
        return (
          <div className="flex flex-wrap gap-1.5">
            <TemplateField
              className="min-w-24 flex-[2]"
              label={t("pairs.name", { number: index + 1 })}
              placeholder={t("name.label")}
              value={text(one["key"])}
              onChange={(value) => set("key", value)}
            />
            {files && (
              <Select
                className="w-20"
                ariaLabel={t("type")}
                disabled={readOnly}
                value={file ? "file" : "text"}
                onValueChange={(type) => put(parts.with(index, { ...one, type }))}
                options={[
                  { value: "text", label: t("http.text") },
                  { value: "file", label: t("http.fileType") },
                ]}
              />
            )}
            {file && files ? (
              <VariableField
                className="min-w-32 flex-[3]"
                ariaLabel={t("http.file")}
                types={FILES}
                value={strings(one["file"])}
                onChange={(selector) => set("file", selector)}
              />
            ) : (
              <TemplateField
                className="min-w-32 flex-[3]"
                label={t("pairs.value", { number: index + 1 })}
                placeholder={t("value")}
                value={text(one["value"])}
                onChange={(value) => set("value", value)}
              />
            )}
          </div>
        );
      }}
    />
  );
}
