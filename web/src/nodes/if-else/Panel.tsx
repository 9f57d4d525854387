import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Rows } from "@/editor/panel/fields/Rows";
import { usePanel } from "@/editor/panel/panel";
import { Section } from "@/editor/panel/parts";
import { freshId, moved } from "@/editor/panel/write";
import { list, records, text, type Raw } from "@/editor/raw";
import type { NodeData } from "@/editor/spec";
import { Button } from "@/ui/Button";
import { Conditions } from "../Conditions";

/** The stored cases; a node of an old file has one, straight in its data, whose members become a case when changed. */
function casesIn(data: NodeData): Raw[] {
  const cases = records(data["cases"]);
  if (cases.length > 0 || list(data["conditions"]).length === 0) return cases;
  return [
    {
      case_id: "true",
      id: "true",
      logical_operator: text(data["logical_operator"]) || "and",
      conditions: data["conditions"],
    },
  ];
}

export function Panel() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const cases = casesIn(panel.data);
  const old = list(panel.get("cases")).length === 0 && list(panel.get("conditions")).length > 0;
  const put = (next: Raw[], field?: string) => {
    const [only] = next;
    // The one case of an old file is changed where it stands.
    const members =
      old && next.length === 1 && only
        ? {
            conditions: only["conditions"],
            ...(only["logical_operator"] === cases[0]?.["logical_operator"]
              ? {}
              : { logical_operator: only["logical_operator"] }),
          }
        : { cases: next };
    panel.change((data) => ({ ...data, ...members }), field === undefined ? undefined : { field });
  };
  const add = () => {
    const id = cases.length === 0 ? "true" : freshId();
    put([...cases, { case_id: id, id, logical_operator: "and", conditions: [] }]);
  };
  const name = (index: number) => (index === 0 ? t("ifElse.if") : t("ifElse.elif", { number: index }));
  return (
    <Section title={t("ifElse.cases")} help={t("ifElse.help")}>
      <Rows
        cards
        items={cases}
        keyOf={(one, index) => text(one["case_id"]) || String(index)}
        label={(_, index) => name(index)}
        onMove={(from, to) => put(moved(cases, from, to))}
        onRemove={(index) => put(cases.toSpliced(index, 1))}
        keep={cases.length === 1 ? t("ifElse.last") : undefined}
        row={(one, index) => (
          <div className="flex flex-col gap-2">
            <h4 className="flex h-8 items-center text-small font-semibold text-family-logic">{name(index)}</h4>
            <Conditions
              conditions={records(one["conditions"])}
              joint={text(one["logical_operator"])}
              onChange={(conditions) => put(cases.with(index, { ...one, conditions }), `cases.${index}.conditions`)}
              onJoint={(joint) => put(cases.with(index, { ...one, logical_operator: joint }))}
            />
          </div>
        )}
      />
      {!panel.readOnly && (
        <Button size="compact" className="mt-2" icon={<Plus size={14} />} onClick={add}>
          {cases.length === 0 ? t("ifElse.addIf") : t("ifElse.addElif")}
        </Button>
      )}
      <div className="mt-3 rounded-control border border-line p-2">
        <h4 className="text-small font-semibold text-family-logic">{t("ifElse.else")}</h4>
        <p className="text-small text-fg-3">{t("ifElse.elseHelp")}</p>
      </div>
    </Section>
  );
}
