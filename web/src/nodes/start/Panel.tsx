import { Eye, EyeOff, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Rows } from "@/editor/panel/fields/Rows";
import { FormPreview } from "@/editor/panel/FormPreview";
import { Outputs } from "@/editor/panel/Outputs";
import { usePanel } from "@/editor/panel/panel";
import { Nothing, Section } from "@/editor/panel/parts";
import { moved } from "@/editor/panel/write";
import { text, type Raw } from "@/editor/raw";
import { useRenameVariable } from "@/editor/useNode";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { FieldDialog } from "./FieldDialog";
import { kindOf, namesOf } from "./fields";

export function Panel() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const renameVariable = useRenameVariable();
  const [editing, setEditing] = useState<number | "new" | null>(null);
  const [preview, setPreview] = useState(false);
  const fields = panel.records("variables");
  const names = namesOf(fields);
  const put = (next: Raw[]) => panel.set(["variables"], next);
  const save = (field: Raw) => {
    const old = editing === "new" || editing === null ? undefined : fields[editing];
    const before = text(old?.["variable"]);
    const after = text(field["variable"]);
    put(old && typeof editing === "number" ? fields.with(editing, field) : [...fields, field]);
    if (before !== "" && before !== after) renameVariable([panel.id, before], [panel.id, after]);
  };
  const system = panel.scope.index.mode === "workflow" ? "workflow" : "chat";
  return (
    <>
      <Section
        title={t("start.fields")}
        help={t("start.help")}
        actions={
          <span className="flex items-center gap-1">
            {fields.length > 0 && (
              <Button size="inline" variant="ghost" icon={<Eye size={12} />} onClick={() => setPreview(true)}>
                {t("start.preview")}
              </Button>
            )}
            {!panel.readOnly && (
              <Button size="inline" variant="ghost" icon={<Plus size={12} />} onClick={() => setEditing("new")}>
                {t("add")}
              </Button>
            )}
          </span>
        }
      >
        {fields.length === 0 && <Nothing>{t("start.none")}</Nothing>}
        <Rows
          items={fields}
          label={(field, index) => text(field["variable"]) || t("rows.number", { number: index + 1 })}
          onMove={(from, to) => put(moved(fields, from, to))}
          onRemove={(index) => put(fields.toSpliced(index, 1))}
          row={(field, index) => (
            <button
              type="button"
              onClick={() => setEditing(index)}
              className="flex h-8 w-full min-w-0 items-center gap-2 rounded-control border border-line px-2.5 text-left hover:bg-hover"
            >
              <span className="min-w-0 truncate font-mono text-small">{text(field["variable"])}</span>
              <span className="min-w-0 flex-1 truncate text-small text-fg-3">{text(field["label"])}</span>
              {field["hide"] === true && <EyeOff size={12} aria-label={t("start.hidden")} className="text-fg-3" />}
              {field["required"] === true && <Badge>{t("required")}</Badge>}
              <span className="shrink-0 text-meta text-fg-3">{t(`start.kind.${kindOf(field)}`)}</span>
            </button>
          )}
        />
      </Section>
      <Outputs title={t("start.variables")} variables={panel.scope.index.outputs(panel.id)} />
      <Outputs
        title={t("start.system")}
        variables={panel.scope.groups().find((group) => group.kind === "sys")?.variables ?? []}
      />
      {system === "workflow" && <p className="-mt-3 text-small text-fg-3">{t("start.legacy")}</p>}
      {editing !== null && (
        <FieldDialog
          field={typeof editing === "number" ? fields[editing] : undefined}
          others={names.filter((_, index) => index !== editing)}
          readOnly={panel.readOnly}
          onSave={save}
          onClose={() => setEditing(null)}
        />
      )}
      {preview && <FormPreview fields={fields} onClose={() => setPreview(false)} />}
    </>
  );
}
