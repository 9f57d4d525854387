import { Search } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useServices, type ToolInfo, type Tools } from "@/editor/panel/services";
import { Skeleton } from "@/ui/Feedback";
import { Popover } from "@/ui/Popover";
import { TextField } from "@/ui/TextField";

/** Every tool of the workspace, with a search. */
export function ToolMenu({
  tools,
  trigger,
  taken,
  onChoose,
}: {
  tools: Tools;
  trigger: ReactNode;
  taken?: (tool: ToolInfo) => boolean;
  onChoose: (tool: ToolInfo) => void;
}) {
  const { t } = useTranslation("panels");
  const [open, setOpen] = useState(false);
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      align="end"
      label={t("tool.choose")}
      className="w-[min(400px,94vw)]"
      trigger={trigger}
    >
      <Choices
        tools={tools}
        {...(taken ? { taken } : {})}
        onChoose={(tool) => {
          setOpen(false);
          onChoose(tool);
        }}
      />
    </Popover>
  );
}

function Choices({
  tools,
  taken,
  onChoose,
}: {
  tools: Tools;
  taken?: (tool: ToolInfo) => boolean;
  onChoose: (tool: ToolInfo) => void;
}) {
  const { t } = useTranslation("panels");
  const { ToolIcon } = useServices();
  const [query, setQuery] = useState("");
  const words = query.trim().toLowerCase();
  const found = tools.all.filter((one) =>
    `${one.providerLabel} ${one.label} ${one.name} ${one.description}`.toLowerCase().includes(words),
  );
  const groups = [...new Set(found.map((one) => `${one.providerType}.${one.providerId}`))];
  return (
    <>
      <div className="border-b border-line p-2">
        <TextField
          autoFocus
          ariaLabel={t("tool.search")}
          placeholder={t("tool.search")}
          leading={<Search size={14} />}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </div>
      <div className="max-h-80 overflow-y-auto p-1.5">
        {tools.loading && <Skeleton className="m-2 h-24" />}
        {!tools.loading && found.length === 0 && <p className="p-3 text-base text-fg-3">{t("tool.nothing")}</p>}
        {groups.map((group) => {
          const own = found.filter((one) => `${one.providerType}.${one.providerId}` === group);
          const [first] = own;
          if (!first) return null;
          return (
            <section key={group} aria-label={first.providerLabel} className="mb-1">
              <h3 className="flex items-center gap-2 px-2 pt-2 pb-1 text-meta font-medium text-fg-3">
                <ToolIcon icon={first.icon} size={16} /> {first.providerLabel}
              </h3>
              {own.map((tool) => (
                <button
                  key={tool.name}
                  type="button"
                  disabled={taken?.(tool) ?? false}
                  onClick={() => onChoose(tool)}
                  className="block w-full rounded-control px-2 py-1.5 text-left enabled:hover:bg-hover disabled:opacity-50"
                >
                  <span className="block truncate text-base text-fg">{tool.label}</span>
                  <span className="line-clamp-2 text-small text-fg-3">{tool.description}</span>
                </button>
              ))}
            </section>
          );
        })}
      </div>
    </>
  );
}
