import { ArrowUpDown, GitCompareArrows } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useVersion, useVersionPages, type Version } from "@/api/versions";
import { compare, isSame, overlay } from "@/editor/compare";
import type { Content } from "@/editor/content";
import { useEditor, useEditorStore } from "@/editor/context";
import { readGraph } from "@/editor/graph";
import { langOf, shapesIn } from "@/nodes/registry";
import { IconButton } from "@/ui/Button";
import { EmptyState, Skeleton } from "@/ui/Feedback";
import { Select } from "@/ui/Select";
import { SidePanel } from "@/ui/SidePanel";
import { Comparison } from "./Comparison";
import { contentOf } from "./useSaver";
import { useVersionName } from "./useVersionName";

const DRAFT = "draft";

/** Two states of the workflow against each other: a list of what differs here, both in one graph on the canvas. */
export function ComparePanel({
  appId,
  first,
  locate,
  onClose,
}: {
  appId: string;
  first: Version;
  locate: (node: string) => void;
  onClose: () => void;
}) {
  const { t, i18n } = useTranslation("orchestrate");
  const store = useEditorStore();
  const name = useVersionName();
  const [from, setFrom] = useState<string>(first.id);
  const [to, setTo] = useState<string>(DRAFT);
  const pages = useVersionPages(appId, { mine: false, named: false });
  const listed = pages.data?.pages.flatMap((page) => page.data) ?? [];
  const versions = listed.some((one) => one.id === first.id) ? listed : [first, ...listed];
  const before = useContentOf(appId, from);
  const after = useContentOf(appId, to);
  const found = useMemo(() => (before && after ? compare(before, after) : null), [before, after]);
  const lang = langOf(i18n.language);
  useEffect(() => {
    if (!before || !after) return;
    const { graph, marks } = overlay(before, after);
    store.getState().visit(readGraph(graph, shapesIn(lang)), marks);
  }, [before, after, lang, store]);
  const options = [
    { value: DRAFT, label: t("versions.draft") },
    ...versions.map((one) => ({ value: one.id, label: name(one) })),
  ];
  return (
    <SidePanel name="versions" title={t("versions.comparing")} onClose={onClose} initial={380}>
      <div className="flex items-end gap-2 px-4 py-3">
        <div className="grid min-w-0 flex-1 gap-2">
          <Select label={t("versions.from")} value={from} onValueChange={setFrom} options={options} />
          <Select label={t("versions.to")} value={to} onValueChange={setTo} options={options} />
        </div>
        <IconButton
          label={t("versions.swap")}
          icon={<ArrowUpDown size={14} />}
          onClick={() => {
            setFrom(to);
            setTo(from);
          }}
        />
      </div>
      <p className="px-4 pb-3 text-small text-fg-3">{t("versions.compareHelp")}</p>
      <div className="px-4 pb-4">
        {found === null && <Skeleton className="h-24" />}
        {found !== null && isSame(found) && (
          <EmptyState icon={<GitCompareArrows size={18} />} title={t("versions.same")} />
        )}
        {found !== null && !isSame(found) && <Comparison found={found} locate={locate} gone detail />}
      </div>
    </SidePanel>
  );
}

/** A version as it is stored, or the draft as it is now. */
function useContentOf(appId: string, id: string): Content | null {
  const draft = useEditor((state) => state.content);
  const stored = useVersion(appId, id === DRAFT ? null : id).data;
  return useMemo(() => (id === DRAFT ? draft : stored ? contentOf(stored) : null), [id, draft, stored]);
}
