import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { FamilyIcon } from "@/editor/components/Card";
import { Glyph } from "@/run/Glyph";
import { useEditor, useEditorStore, useRun } from "@/editor/context";
import { walk } from "@/editor/walk";
import { langOf, specOf } from "@/nodes/registry";
import { cn } from "@/ui/cn";

/** The graph as a list: the same content for those who do not see it, and a fast way round for everyone. */
export function Outline({ locate }: { locate: (node: string) => void }) {
  const { t } = useTranslation("canvas");
  const document = useEditor((state) => state.document);
  const rows = useMemo(() => walk(document).filter(({ id }) => document.nodes[id]?.kind !== "start-chip"), [document]);
  return (
    <nav
      aria-label={t("outline")}
      className="w-60 shrink-0 overflow-y-auto border-r border-line bg-surface py-2 max-md:absolute max-md:inset-0 max-md:z-20 max-md:w-full"
    >
      <h2 className="px-4 pb-1 text-small font-medium text-fg-3">{t("outline")}</h2>
      {rows.length === 0 && <p className="px-4 text-base text-fg-3">{t("outlineEmpty")}</p>}
      <ul>
        {rows.map(({ id, depth }) => (
          <li key={id}>
            <Row id={id} depth={depth} locate={locate} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Row({ id, depth, locate }: { id: string; depth: number; locate: (node: string) => void }) {
  const store = useEditorStore();
  const { i18n } = useTranslation("canvas");
  const node = useEditor((state) => state.document.nodes[id]);
  const selected = useEditor((state) => state.selected === id);
  const status = useRun((state) => state.byNode[id]?.status);
  if (!node) return null;
  return (
    <button
      type="button"
      aria-current={selected || undefined}
      onClick={() => {
        locate(id);
        store.getState().open(id);
      }}
      className={cn(
        "flex h-8 w-full items-center gap-2 pr-3 text-left text-base hover:bg-hover",
        selected && "bg-selected",
      )}
      style={{ paddingLeft: 16 + depth * 16 }}
    >
      <FamilyIcon type={node.type} size={18} />
      <span className="min-w-0 flex-1 truncate">
        {node.title || specOf(node.type).text[langOf(i18n.language)].name}
      </span>
      {status && status !== "skipped" && <Glyph status={status} size={14} />}
    </button>
  );
}
