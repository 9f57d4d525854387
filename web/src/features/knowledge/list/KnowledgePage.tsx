import { Link } from "@tanstack/react-router";
import { BookOpen, ChevronDown, FilePlus2, FolderPlus, Plus, SearchX } from "lucide-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { may, useWorkspace } from "@/api/workspace";
import { useExplain } from "@/i18n/useExplain";
import { Button, EmptyState, ErrorBlock, Menu, Pager, Skeleton } from "@/ui";
import { useDatasets, type Dataset } from "../data";
import { BaseCard, type CardAction } from "./BaseCard";
import { BaseTagsDialog } from "./BaseTagsDialog";
import { DeleteBaseDialog } from "./DeleteBaseDialog";
import { EmptyBaseDialog } from "./EmptyBaseDialog";
import { Filters } from "./Filters";
import { ManageTagsDialog } from "./ManageTagsDialog";
import { RenameBaseDialog } from "./RenameBaseDialog";
import { PAGE_SIZE, useListSearch } from "./useListSearch";

type Opened = { what: "empty" } | { what: "manageTags" } | { what: CardAction; base: Dataset };

/** The knowledge bases of the workspace that one may see. */
export default function KnowledgePage() {
  const { t } = useTranslation("knowledge");
  const [opened, setOpened] = useState<Opened | null>(null);
  const navigate = useNavigate();
  const mayCreate = may.edit(useWorkspace().data?.role);
  return (
    <main className="relative min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto max-w-[1360px] px-4 pb-8 sm:px-6">
        <div className="flex items-center justify-between gap-3 pt-5 pb-4">
          <h1 className="text-title">{t("title")}</h1>
          {mayCreate && (
            <Menu
              trigger={
                <Button variant="primary" icon={<Plus size={16} />}>
                  {t("create")}
                  <ChevronDown aria-hidden size={14} />
                </Button>
              }
              entries={[
                {
                  label: t("fromDocuments"),
                  icon: <FilePlus2 size={14} />,
                  onSelect: () => void navigate({ to: "/knowledge/new" }),
                },
                {
                  label: t("fromNothing"),
                  icon: <FolderPlus size={14} />,
                  onSelect: () => setOpened({ what: "empty" }),
                },
              ]}
            />
          )}
        </div>
        <Filters onManageTags={() => setOpened({ what: "manageTags" })} />
        <Bases
          mayCreate={mayCreate}
          onEmpty={() => setOpened({ what: "empty" })}
          onAction={(what, base) => setOpened({ what, base })}
        />
      </div>
      {opened && <Dialogs opened={opened} onClose={() => setOpened(null)} />}
    </main>
  );
}

type BasesProps = {
  mayCreate: boolean;
  onEmpty: () => void;
  onAction: (what: CardAction, base: Dataset) => void;
};

function Bases({ mayCreate, onEmpty, onAction }: BasesProps) {
  const { t } = useTranslation("knowledge");
  const explain = useExplain();
  const { filter, filtered, change, clear } = useListSearch();
  const bases = useDatasets(filter);
  if (bases.error) return <ErrorBlock {...explain(bases.error)} onRetry={() => void bases.refetch()} />;
  if (bases.data?.data.length === 0) {
    return filtered ? (
      <EmptyState
        icon={<SearchX size={20} />}
        title={t("none")}
        text={t("noneText")}
        action={<Button onClick={clear}>{t("clear")}</Button>}
      />
    ) : (
      <EmptyState
        icon={<BookOpen size={20} />}
        title={t("empty")}
        text={t("emptyText")}
        action={
          mayCreate && (
            <>
              <Button variant="primary" asChild>
                <Link to="/knowledge/new">{t("fromDocuments")}</Link>
              </Button>
              <Button onClick={onEmpty}>{t("fromNothing")}</Button>
            </>
          )
        }
      />
    );
  }
  return (
    <>
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(280px,1fr))] gap-3" aria-busy={bases.isPending}>
        {bases.data
          ? bases.data.data.map((base) => (
              <BaseCard key={base.id} base={base} onAction={(what) => onAction(what, base)} />
            ))
          : Array.from({ length: 8 }, (_, index) => (
              <li key={index}>
                <Skeleton className="h-[152px] rounded-card" />
              </li>
            ))}
      </ul>
      {bases.data && (
        <Pager
          page={filter.page ?? 1}
          limit={PAGE_SIZE}
          total={bases.data.total}
          onPage={(page) => change({ page: page > 1 ? page : undefined })}
        />
      )}
    </>
  );
}

function Dialogs({ opened, onClose }: { opened: Opened; onClose: () => void }) {
  switch (opened.what) {
    case "empty":
      return <EmptyBaseDialog onClose={onClose} />;
    case "manageTags":
      return <ManageTagsDialog onClose={onClose} />;
    case "rename":
      return <RenameBaseDialog base={opened.base} onClose={onClose} />;
    case "tags":
      return <BaseTagsDialog base={opened.base} onClose={onClose} />;
    case "delete":
      return <DeleteBaseDialog base={opened.base} onClose={onClose} />;
  }
}
