import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePanel } from "@/editor/panel/panel";
import { SchemaDialog } from "@/editor/panel/schema/SchemaDialog";
import { setIn } from "@/editor/panel/write";
import { Button } from "@/ui/Button";
import { Switch } from "@/ui/Choice";

/** Answers in JSON by a schema. */
export function StructuredOutput() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const [editing, setEditing] = useState(false);
  const old = panel.on("structured_output", "enabled");
  const on = panel.on("structured_output_enabled") || old;
  const schema = panel.get("structured_output", "schema");
  const toggle = (enabled: boolean) =>
    panel.change((data) => {
      const next = setIn(data, ["structured_output_enabled"], enabled);
      if (old && !enabled) return setIn(next, ["structured_output", "enabled"], false);
      return next;
    });
  return (
    <span className="flex items-center gap-2">
      {on && (
        <Button size="inline" onClick={() => setEditing(true)}>
          {panel.readOnly ? t("schema.show") : t("schema.configure")}
        </Button>
      )}
      <Switch
        label={t("llm.structured")}
        checked={on}
        disabled={panel.readOnly}
        onCheckedChange={(enabled) => {
          toggle(enabled);
          if (enabled && schema === undefined) setEditing(true);
        }}
      />
      {editing && (
        <SchemaDialog
          title={t("schema.title")}
          schema={schema}
          readOnly={panel.readOnly}
          onClose={() => setEditing(false)}
          onSave={(next) => panel.set(["structured_output", "schema"], next)}
        />
      )}
    </span>
  );
}
