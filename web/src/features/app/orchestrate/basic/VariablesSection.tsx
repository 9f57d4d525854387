import { ArrowDown, ArrowUp, GripVertical, MoreHorizontal, Pencil, Plus, Trash2 } from "lucide-react";
import { useState, type DragEvent } from "react";
import { useTranslation } from "react-i18next";
import { Badge, Button, cn, IconButton, Menu } from "@/ui";
import { promptsOf } from "./config";
import { useEditing } from "./edit";
import { Nothing, Section } from "./Section";
import { variablesOf, withVariables, type Variable } from "./variables";

export function VariablesSection({ edit }: { edit: (name: string) => void }) {
  const { t } = useTranslation("basic");
  const { config, change, addVariable } = useEditing();
  const [dragged, setDragged] = useState<string | null>(null);
  const variables = variablesOf(config);
  const set = (next: Variable[]) => change((all) => withVariables(all, next));
  const move = (from: number, to: number) => {
    const one = variables[from];
    if (!one || to < 0 || to >= variables.length) return;
    set(variables.toSpliced(from, 1).toSpliced(to, 0, one));
  };
  const drop = (event: DragEvent, to: number) => {
    event.preventDefault();
    move(
      variables.findIndex((one) => one.name === dragged),
      to,
    );
    setDragged(null);
  };
  const used = (name: string) => promptsOf(config).some((text) => text.includes(`{{${name}}}`));
  return (
    <Section
      title={t("variables.title")}
      help={t("variables.help", { open: "{{", close: "}}" })}
      count={variables.length}
      actions={
        <Button size="compact" variant="ghost" icon={<Plus size={14} />} onClick={() => addVariable()}>
          {t("add")}
        </Button>
      }
    >
      {variables.length === 0 && <Nothing>{t("variables.none")}</Nothing>}
      <ul className="flex flex-col gap-1 px-2 pb-2 empty:hidden">
        {variables.map((one, index) => (
          <li
            key={one.name}
            draggable
            onDragStart={() => setDragged(one.name)}
            onDragEnd={() => setDragged(null)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => drop(event, index)}
            className={cn(
              "group flex h-9 items-center gap-2 rounded-control border border-line pr-1 pl-1 hover:bg-hover",
              dragged === one.name && "opacity-50",
            )}
          >
            <GripVertical size={14} aria-hidden className="shrink-0 cursor-grab text-fg-3" />
            <button
              type="button"
              className="flex h-full min-w-0 flex-1 items-center gap-2 rounded-control text-left text-base"
              aria-label={t("variables.edit", { name: one.name })}
              onClick={() => edit(one.name)}
            >
              <code className="max-w-[45%] truncate text-small text-accent-text">{one.name}</code>
              <span className="min-w-0 flex-1 truncate text-fg-2">{one.label}</span>
              {!used(one.name) && <Badge>{t("variables.unused")}</Badge>}
              <span className="shrink-0 text-small text-fg-3 max-sm:hidden">{t(`variables.kind.${one.kind}`)}</span>
              {one.required && (
                <span className="shrink-0 text-small text-fg-3 max-sm:hidden">{t("variables.required")}</span>
              )}
            </button>
            <Menu
              trigger={
                <IconButton
                  size="compact"
                  label={t("variables.menu", { name: one.name })}
                  icon={<MoreHorizontal size={14} />}
                />
              }
              entries={[
                { label: t("edit"), icon: <Pencil size={14} />, onSelect: () => edit(one.name) },
                {
                  label: t("moveUp"),
                  icon: <ArrowUp size={14} />,
                  disabled: index === 0,
                  onSelect: () => move(index, index - 1),
                },
                {
                  label: t("moveDown"),
                  icon: <ArrowDown size={14} />,
                  disabled: index === variables.length - 1,
                  onSelect: () => move(index, index + 1),
                },
                "separator",
                {
                  label: t("remove"),
                  icon: <Trash2 size={14} />,
                  danger: true,
                  onSelect: () => set(variables.filter((other) => other !== one)),
                },
              ]}
            />
          </li>
        ))}
      </ul>
    </Section>
  );
}
