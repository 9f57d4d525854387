import { ArrowRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { langOf, specOf } from "@/nodes/registry";
import { useEditor, useEditorStore } from "../context";
import { FamilyIcon } from "./Card";

/** Per way out what follows. */
export function NextStep({ id }: { id: string }) {
  const { t, i18n } = useTranslation("canvas");
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const lang = langOf(i18n.language);
  const edges = (document.outgoing[id] ?? []).flatMap((edge) => document.edges[edge] ?? []);
  return (
    <section>
      <h3 className="mb-1 text-small font-medium text-fg-2">{t("next")}</h3>
      {edges.length === 0 && <p className="text-base text-fg-3">{t("nothingNext")}</p>}
      <ul className="flex flex-col gap-1">
        {edges.map((edge) => {
          const target = document.nodes[edge.target];
          const way = document.nodes[id]?.handles.find((handle) => handle.id === edge.sourceHandle);
          return (
            <li key={edge.id}>
              <button
                type="button"
                className="flex h-8 w-full items-center gap-2 rounded-control border border-line px-2.5 text-left hover:bg-hover"
                onClick={() => store.getState().open(edge.target)}
              >
                {way?.label && (
                  <span className="text-meta text-fg-3">{way.kind === "fail" ? t("failBranch") : way.label}</span>
                )}
                <ArrowRight size={14} className="text-fg-3" aria-hidden />
                <FamilyIcon type={target?.type ?? ""} size={18} />
                <span className="min-w-0 truncate text-base">
                  {target?.title || specOf(target?.type ?? "").text[lang].name}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
