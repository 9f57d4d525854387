import { useTranslation } from "react-i18next";
import { TextInput } from "@/editor/panel/fields/inputs";
import { Rows } from "@/editor/panel/fields/Rows";
import { VariableField } from "@/editor/panel/fields/VariableField";
import { usePanel } from "@/editor/panel/panel";
import { Section, SwitchSection } from "@/editor/panel/parts";
import { freeName, freshId, isName, moved, setIn, type Path } from "@/editor/panel/write";
import { strings, text } from "@/editor/raw";
import { useRenameVariable } from "@/editor/useNode";
import { Badge } from "@/ui/Badge";
import { grouped } from "./groups";

export function Panel() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const renameVariable = useRenameVariable();
  const on = grouped(panel.data);
  const groups = panel.records("advanced_settings", "groups");
  const names = groups.map((one) => text(one["group_name"]));
  const blank = (name: string) => ({ groupId: freshId(), group_name: name, output_type: "any", variables: [] });
  const toggle = (enabled: boolean) =>
    panel.change((data) => {
      const first = {
        ...blank("Group1"),
        output_type: panel.text("output_type") || "any",
        variables: panel.list("variables"),
      };
      const settings = panel.record("advanced_settings");
      return {
        ...data,
        advanced_settings: {
          ...settings,
          group_enabled: enabled,
          groups: groups.length > 0 || !enabled ? (settings["groups"] ?? []) : [first],
        },
      };
    });
  const path = ["advanced_settings", "groups"];
  const rename = (index: number, name: string) => {
    const before = names[index] ?? "";
    if (name === "" || names.includes(name)) return;
    panel.set([...path, index, "group_name"], name);
    if (before !== "") renameVariable([panel.id, before], [panel.id, name]);
  };
  return (
    <>
      {!on && (
        <Section
          title={t("aggregator.variables")}
          help={t("aggregator.help")}
          required
          actions={<TypeBadge type={panel.text("output_type")} />}
        >
          <Selectors path={["variables"]} type={["output_type"]} />
        </Section>
      )}
      <SwitchSection title={t("aggregator.groups")} help={t("aggregator.groupsHelp")} checked={on} onChange={toggle}>
        <Rows
          cards
          items={groups}
          keyOf={(one, index) => text(one["groupId"]) || String(index)}
          label={(one, index) => text(one["group_name"]) || t("rows.number", { number: index + 1 })}
          onMove={(from, to) => panel.set(path, moved(groups, from, to))}
          onRemove={(index) => panel.set(path, groups.toSpliced(index, 1))}
          keep={groups.length === 1 ? t("aggregator.last") : undefined}
          onAdd={() => panel.set(path, [...groups, blank(freeName(names, "Group"))])}
          addLabel={t("aggregator.addGroup")}
          row={(one, index) => (
            <div className="flex flex-col gap-2">
              <div className="flex items-start gap-2">
                <TextInput
                  className="flex-1"
                  ariaLabel={t("aggregator.groupName")}
                  value={text(one["group_name"])}
                  error={!isName(text(one["group_name"])) && t("name.signs")}
                  onChange={(name) => rename(index, name)}
                />
                <span className="flex h-8 items-center">
                  <TypeBadge type={text(one["output_type"])} />
                </span>
              </div>
              <Selectors path={[...path, index, "variables"]} type={[...path, index, "output_type"]} />
            </div>
          )}
        />
      </SwitchSection>
    </>
  );
}

const TypeBadge = ({ type }: { type: string }) => (type === "" || type === "any" ? null : <Badge>{type}</Badge>);

/** Variables of one type; the first one tells which. */
function Selectors({ path, type }: { path: Path; type: Path }) {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const all = panel.list(...path).map(strings);
  const stored = panel.text(...type);
  const known = stored !== "" && stored !== "any" ? stored : panel.scope.typeOf(all[0] ?? []);
  const put = (next: string[][]) => panel.set(path, next);
  const both = (next: string[][], of: string) => panel.change((data) => setIn(setIn(data, path, next), type, of));
  const choose = (index: number, selector: string[], chosen: string) => {
    const next = all.with(index, selector);
    if (index === 0 || all.length <= 1) both(next, chosen || "any");
    else put(next);
  };
  const remove = (index: number) => {
    if (all.length === 1) both([], "any");
    else put(all.toSpliced(index, 1));
  };
  return (
    <Rows
      items={all}
      label={(one, index) => (one.length > 0 ? one.slice(1).join(".") : t("rows.number", { number: index + 1 }))}
      onMove={(from, to) => put(moved(all, from, to))}
      onRemove={remove}
      onAdd={() => panel.set(path, [...all, []])}
      addLabel={t("rows.addVariable")}
      row={(one, index) => (
        <VariableField
          ariaLabel={t("variable")}
          types={index > 0 && known !== "" ? [known] : undefined}
          value={one}
          onChange={(selector, variable) => choose(index, selector, variable?.type ?? "")}
        />
      )}
    />
  );
}
