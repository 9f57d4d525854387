import { ChevronRight } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui/cn";
import { CopyButton } from "@/ui/CopyButton";
import type { Variable } from "../variables";
import { usePanel } from "./panel";
import { Section } from "./parts";

/** What a node gives to those after it, with a way to copy each reference. */
export function Outputs({
  variables,
  actions,
  title,
}: {
  variables: readonly Variable[];
  actions?: ReactNode;
  title?: string;
}) {
  const { t } = useTranslation("panels");
  if (variables.length === 0 && !actions) return null;
  return (
    <Section title={title ?? t("outputs.title")} actions={actions}>
      <ul className="overflow-hidden rounded-control border border-line">
        {variables.map((one) => (
          <Output key={one.name} variable={one} depth={0} />
        ))}
      </ul>
    </Section>
  );
}

function Output({ variable, depth }: { variable: Variable; depth: number }) {
  const { t } = useTranslation("panels");
  const { id } = usePanel();
  const [open, setOpen] = useState(false);
  const file = variable.type === "file";
  const folds = variable.children.length > 0 && !file;
  const known = t(`outputs.of.${variable.name as "text"}`, { defaultValue: "" });
  const note = variable.note || (depth === 0 && variable.selector[0] === id ? known : "");
  return (
    <>
      <li
        style={{ paddingLeft: 8 + depth * 16 }}
        className="flex min-h-8 items-center gap-1.5 border-b border-line/60 pr-1 last:border-b-0"
      >
        {folds ? (
          <button
            type="button"
            aria-expanded={open}
            aria-label={t("picker.fields")}
            onClick={() => setOpen(!open)}
            className="grid size-4 shrink-0 place-items-center rounded-chip hover:bg-hover"
          >
            <ChevronRight size={12} aria-hidden className={cn("text-fg-3", open && "rotate-90")} />
          </button>
        ) : (
          <span className="w-1" />
        )}
        <span className="shrink-0 font-mono text-small text-fg">{variable.name}</span>
        <span className="shrink-0 text-meta text-fg-3">{variable.type}</span>
        <span className="min-w-0 flex-1 truncate text-small text-fg-3" title={note || undefined}>
          {note}
        </span>
        <CopyButton text={`{{#${variable.selector.join(".")}#}}`} label={t("outputs.copy", { name: variable.name })} />
      </li>
      {open && variable.children.map((child) => <Output key={child.name} variable={child} depth={depth + 1} />)}
    </>
  );
}
