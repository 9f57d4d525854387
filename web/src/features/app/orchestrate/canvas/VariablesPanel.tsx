import { Globe2, MessagesSquare, Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { dropVariable, PREFIX, usersOf, type VariableList } from "@/editor/actions/variables";
import { useEditor, useEditorStore } from "@/editor/context";
import { text, type Raw } from "@/editor/raw";
import { systemRows } from "@/editor/variables";
import { Button, IconButton } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { EmptyState } from "@/ui/Feedback";
import { SidePanel } from "@/ui/SidePanel";
import { Tabs } from "@/ui/Tabs";
import { Ask } from "./Ask";
import { VariableDialog } from "./VariableDialog";

type Tab = "environment_variables" | "conversation_variables" | "system";
type Locate = (node: string) => void;

/** Environment, conversation and system variables of the app. */
export function VariablesPanel({ chat, locate, onClose }: { chat: boolean; locate: Locate; onClose: () => void }) {
  const { t } = useTranslation("orchestrate");
  const [tab, setTab] = useState<Tab>("environment_variables");
  const list = (one: VariableList) => ({
    value: one,
    label: t(`variables.${one}`),
    content: <List list={one} locate={locate} />,
  });
  return (
    <SidePanel name="variables" title={t("variables.title")} onClose={onClose} initial={400}>
      <Tabs<Tab>
        label={t("variables.title")}
        value={tab}
        onValueChange={setTab}
        listClassName="sticky top-0 z-10 bg-surface px-4"
        tabs={[
          list("environment_variables"),
          ...(chat ? [list("conversation_variables")] : []),
          { value: "system", label: t("variables.system"), content: <System chat={chat} /> },
        ]}
      />
    </SidePanel>
  );
}

function List({ list, locate }: { list: VariableList; locate: Locate }) {
  const { t } = useTranslation("orchestrate");
  const readOnly = useEditor((state) => state.readOnly);
  const content = useEditor((state) => state.content);
  const [editing, setEditing] = useState<Raw | "new" | null>(null);
  const [dropping, setDropping] = useState<Raw | null>(null);
  const Icon = list === "environment_variables" ? Globe2 : MessagesSquare;
  const rows = content[list];
  return (
    <div className="p-4">
      <p className="mb-3 text-base text-fg-2">{t(`variables.${list}Help`)}</p>
      {!readOnly && (
        <Button className="w-full" icon={<Plus size={14} />} onClick={() => setEditing("new")}>
          {t("variables.add")}
        </Button>
      )}
      {rows.length === 0 && <EmptyState icon={<Icon size={18} />} title={t("variables.none")} />}
      <ul className="mt-3 flex flex-col gap-2">
        {rows.map((row) => (
          <Row
            key={text(row["id"]) || text(row["name"])}
            row={row}
            prefix={PREFIX[list]}
            users={usersOf(content, [PREFIX[list], text(row["name"])])}
            readOnly={readOnly}
            locate={locate}
            edit={() => setEditing(row)}
            drop={() => setDropping(row)}
          />
        ))}
      </ul>
      {editing !== null && (
        <VariableDialog list={list} variable={editing === "new" ? null : editing} onClose={() => setEditing(null)} />
      )}
      {dropping !== null && <Drop list={list} variable={dropping} onClose={() => setDropping(null)} />}
    </div>
  );
}

interface RowProps {
  row: Raw;
  prefix: string;
  users: string[];
  readOnly: boolean;
  locate: Locate;
  edit: () => void;
  drop: () => void;
}

function Row({ row, prefix, users, readOnly, locate, edit, drop }: RowProps) {
  const { t } = useTranslation("orchestrate");
  const name = text(row["name"]);
  const value = row["value"];
  const shown = typeof value === "string" ? value : JSON.stringify(value);
  const secret = row["value_type"] === "secret";
  return (
    <li className="rounded-control border border-line px-3 py-2">
      <div className="flex items-center gap-2">
        <span className="min-w-0 truncate font-mono text-small text-fg" title={name}>
          {name}
        </span>
        <span className="shrink-0 text-meta text-fg-3">{text(row["value_type"])}</span>
        <span className="flex-1" />
        <CopyButton text={`{{#${prefix}.${name}#}}`} />
        {!readOnly && (
          <>
            <IconButton
              size="inline"
              label={t("variables.edit", { name })}
              icon={<Pencil size={13} />}
              onClick={edit}
            />
            <IconButton
              size="inline"
              label={t("variables.delete", { name })}
              icon={<Trash2 size={13} />}
              onClick={drop}
            />
          </>
        )}
      </div>
      {text(row["description"]) !== "" && <p className="mt-0.5 text-small text-fg-2">{text(row["description"])}</p>}
      <p className="mt-0.5 truncate text-small text-fg-3" title={secret ? undefined : shown}>
        {secret && shown !== "" ? "••••••" : shown || t("variables.empty")}
      </p>
      {users.length > 0 && (
        <p className="mt-1 flex flex-wrap items-center gap-1 text-small text-fg-3">
          {t("variables.used")}
          {users.map((id) => (
            <User key={id} id={id} locate={locate} />
          ))}
        </p>
      )}
    </li>
  );
}

function User({ id, locate }: { id: string; locate: Locate }) {
  const title = useEditor((state) => state.document.nodes[id]?.title);
  return (
    <button type="button" className="rounded-chip bg-sunken px-1.5 text-fg-2 hover:bg-hover" onClick={() => locate(id)}>
      {title ?? id}
    </button>
  );
}

function Drop({ list, variable, onClose }: { list: VariableList; variable: Raw; onClose: () => void }) {
  const { t } = useTranslation("orchestrate");
  const store = useEditorStore();
  const name = text(variable["name"]);
  const count = usersOf(store.getState().content, [PREFIX[list], name]).length;
  const drop = () => {
    store.getState().edit("variables", dropVariable(list, variable), { about: name });
    onClose();
  };
  return (
    <Ask title={t("variables.deleteTitle", { name })} onClose={onClose} act={drop} word={t("variables.deleteNow")}>
      {count > 0 ? t("variables.deleteUsed", { count }) : t("variables.deleteUnused")}
    </Ask>
  );
}

function System({ chat }: { chat: boolean }) {
  const { t } = useTranslation("orchestrate");
  return (
    <div className="p-4">
      <p className="mb-3 text-base text-fg-2">{t("variables.systemHelp")}</p>
      <ul className="flex flex-col">
        {systemRows(chat ? "advanced-chat" : "workflow").map(({ name }) => (
          <li key={name} className="flex items-center gap-2 border-b border-line/60 py-1.5 last:border-b-0">
            <div className="min-w-0 flex-1">
              <p className="font-mono text-small text-fg">sys.{name}</p>
              <p className="text-small text-fg-3">{t(`variables.sys.${name}`)}</p>
            </div>
            <CopyButton text={`{{#sys.${name}#}}`} />
          </li>
        ))}
      </ul>
    </div>
  );
}
