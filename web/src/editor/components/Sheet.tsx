import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/ui/Dialog";
import { TextField } from "@/ui/TextField";
import { commands, type Command } from "../commands";
import { useEditor, useEditorStore } from "../context";
import { keyText } from "./keyText";

interface Line {
  name: string;
  group: Command["group"];
  keys: readonly string[];
}

/** Every shortcut of the canvas, searchable. */
export function Sheet() {
  const open = useEditor((state) => state.view.sheet);
  return open ? <Open /> : null;
}

function Open() {
  const store = useEditorStore();
  const { t } = useTranslation("editor");
  const [query, setQuery] = useState("");
  const lines: Line[] = [
    ...commands
      .filter((one) => one.keys.length > 0)
      .map(({ id, group, keys }) => ({ name: t(`command.${id}`), group, keys })),
    { name: t("command.walk"), group: "go", keys: ["Tab", "← → ↑ ↓", "Enter"] },
    { name: t("command.nudge"), group: "edit", keys: ["Alt+← → ↑ ↓"] },
    { name: t("command.pan"), group: "view", keys: ["Space"] },
    { name: t("command.links"), group: "view", keys: ["Shift"] },
  ];
  const word = query.trim().toLowerCase();
  const shown = lines.filter((line) => `${line.name} ${line.keys.map(keyText).join(" ")}`.toLowerCase().includes(word));
  return (
    <Dialog open onOpenChange={() => store.getState().setView({ sheet: false })} size="m" title={t("sheet.title")}>
      <TextField
        ariaLabel={t("sheet.search")}
        placeholder={t("sheet.search")}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      {(["edit", "view", "go"] as const).map((group) => {
        const rows = shown.filter((line) => line.group === group);
        return rows.length === 0 ? null : (
          <section key={group} className="mt-4">
            <h3 className="mb-1 text-small font-medium text-fg-3">{t(`sheet.${group}`)}</h3>
            <dl>
              {rows.map((line) => (
                <div key={line.name} className="flex h-8 items-center gap-3 border-b border-line/60 last:border-b-0">
                  <dt className="min-w-0 flex-1 truncate text-base">{line.name}</dt>
                  <dd className="flex gap-1.5">
                    {line.keys.map((key) => (
                      <kbd
                        key={key}
                        className="rounded-chip border border-line bg-sunken px-1.5 font-mono text-meta text-fg-2"
                      >
                        {keyText(key)}
                      </kbd>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        );
      })}
    </Dialog>
  );
}
