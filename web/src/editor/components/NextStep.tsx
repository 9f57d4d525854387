import { ArrowRight, Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { langOf, specOf } from "@/nodes/registry";
import { Button, IconButton } from "@/ui/Button";
import { disconnect, MOST_BRANCHES } from "../actions/connect";
import { useEditor, useEditorStore } from "../context";
import type { DocEdge, DocHandle } from "../graph";
import { FamilyIcon } from "./Card";

/** Per way out what follows: go there, add something, cut the edge. */
export function NextStep({ id }: { id: string }) {
  const { t } = useTranslation("editor");
  const document = useEditor((state) => state.document);
  const ways = document.nodes[id]?.handles.filter((handle) => handle.side === "out") ?? [];
  const edges = (document.outgoing[id] ?? []).flatMap((edge) => document.edges[edge] ?? []);
  return (
    <section aria-label={t("next.title")}>
      <h3 className="mb-1 text-small font-medium text-fg-2">{t("next.title")}</h3>
      {ways.length === 0 && <p className="text-base text-fg-3">{t("next.end")}</p>}
      <div className="flex flex-col gap-3">
        {ways.map((way) => (
          <Way key={way.id} id={id} way={way} edges={edges.filter((edge) => edge.sourceHandle === way.id)} />
        ))}
      </div>
    </section>
  );
}

function Way({ id, way, edges }: { id: string; way: DocHandle; edges: readonly DocEdge[] }) {
  const { t } = useTranslation("editor");
  const { t: word } = useTranslation("canvas");
  const store = useEditorStore();
  const readOnly = useEditor((state) => state.readOnly);
  const label = way.kind === "fail" ? word("failBranch") : way.label;
  return (
    <div>
      {label !== "" && <p className="mb-1 text-meta text-fg-3">{label}</p>}
      <ul className="flex flex-col gap-1">
        {edges.map((edge) => (
          <li key={edge.id}>
            <Target edge={edge} readOnly={readOnly} />
          </li>
        ))}
      </ul>
      {readOnly && edges.length === 0 && <p className="text-base text-fg-3">{word("nothingNext")}</p>}
      {!readOnly && edges.length < MOST_BRANCHES && (
        <Button
          size="inline"
          variant="ghost"
          className="mt-1"
          icon={<Plus size={12} />}
          onClick={(event) => {
            const box = event.currentTarget.getBoundingClientRect();
            const spot = { kind: "after" as const, source: id, handle: way.id };
            store.getState().setView({ picker: { at: { x: box.left - 340, y: box.top - 200 }, spot } });
          }}
        >
          {edges.length === 0 ? t("next.add") : t("next.parallel")}
        </Button>
      )}
    </div>
  );
}

function Target({ edge, readOnly }: { edge: DocEdge; readOnly: boolean }) {
  const { t, i18n } = useTranslation("editor");
  const store = useEditorStore();
  const title = useEditor((state) => state.document.nodes[edge.target]?.title);
  const type = useEditor((state) => state.document.nodes[edge.target]?.type ?? "");
  const name = title || specOf(type).text[langOf(i18n.language)].name;
  return (
    <div className="flex h-8 items-center rounded-control border border-line hover:bg-hover">
      <button
        type="button"
        className="flex h-full min-w-0 flex-1 items-center gap-2 px-2.5 text-left"
        onClick={() => store.getState().open(edge.target)}
      >
        <ArrowRight size={14} className="text-fg-3" aria-hidden />
        <FamilyIcon type={type} size={18} />
        <span className="min-w-0 truncate text-base">{name}</span>
      </button>
      {!readOnly && (
        <IconButton
          size="inline"
          className="mr-1"
          label={t("next.disconnect", { title: name })}
          icon={<X size={12} />}
          onClick={() => store.getState().edit("disconnect", disconnect([edge.id]))}
        />
      )}
    </div>
  );
}
