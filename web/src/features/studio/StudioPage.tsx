import { ChevronDown, FileUp, LayoutGrid, LayoutTemplate, Plus, Rows3, SearchX } from "lucide-react";
import { useEffect, useState, type DragEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useApps } from "@/api/apps";
import type { App } from "@/api/types";
import { useExplain } from "@/i18n/useExplain";
import { Button, EmptyState, ErrorBlock, Menu, Pager, Segmented, Skeleton } from "@/ui";
import { AppCard, type CardAction } from "./AppCard";
import { AppRows } from "./AppRows";
import { ConvertDialog } from "./ConvertDialog";
import { CreateDialog } from "./CreateDialog";
import { DeleteDialog } from "./DeleteDialog";
import { CopyDialog, EditDialog } from "./EditDialog";
import { ExportDialog } from "./ExportDialog";
import { Filters } from "./Filters";
import { ImportDialog } from "./ImportDialog";
import { TagsDialog } from "./TagsDialog";
import { TemplatesDialog } from "./templates/TemplatesDialog";
import { PAGE_SIZE, useStudioSearch } from "./useStudioSearch";

type Opened =
  | { what: "create" }
  | { what: "templates"; first?: string | undefined }
  | { what: "import"; file?: File }
  | { what: CardAction; app: App };

export function StudioPage() {
  const { t } = useTranslation("studio");
  const [opened, setOpened] = useOpened();
  const [view, setView] = useView();
  useCreateShortcut(() => setOpened({ what: "create" }));
  const drop = (event: DragEvent) => {
    const file = event.dataTransfer.files[0];
    if (!file) return;
    event.preventDefault();
    setOpened({ what: "import", file });
  };
  const create = (
    <Menu
      trigger={
        <Button variant="primary" icon={<Plus size={16} />}>
          {t("create")}
          <ChevronDown aria-hidden size={14} />
        </Button>
      }
      entries={[
        { label: t("fromBlank"), icon: <Plus size={14} />, onSelect: () => setOpened({ what: "create" }) },
        {
          label: t("fromTemplate"),
          icon: <LayoutTemplate size={14} />,
          onSelect: () => setOpened({ what: "templates" }),
        },
        { label: t("import"), icon: <FileUp size={14} />, onSelect: () => setOpened({ what: "import" }) },
      ]}
    />
  );
  return (
    <main
      className="min-h-0 flex-1 overflow-y-auto"
      onDragOver={(event) => event.dataTransfer.types.includes("Files") && event.preventDefault()}
      onDrop={drop}
    >
      <div className="mx-auto max-w-[1360px] px-4 pb-8 sm:px-6">
        <div className="flex items-center justify-between gap-3 pt-5 pb-4">
          <h1 className="text-title">{t("title")}</h1>
          {create}
        </div>
        <div className="flex flex-wrap items-start gap-x-3 max-sm:block">
          <div className="min-w-0 flex-1">
            <Filters />
          </div>
          <Segmented
            className="max-sm:hidden"
            label={t("view.label")}
            value={view}
            onValueChange={setView}
            options={[
              { value: "cards", label: <ViewIcon icon={<LayoutGrid size={14} />} text={t("view.cards")} /> },
              { value: "rows", label: <ViewIcon icon={<Rows3 size={14} />} text={t("view.rows")} /> },
            ]}
          />
        </div>
        <AppList
          view={view}
          onCreate={() => setOpened({ what: "create" })}
          onTemplate={() => setOpened({ what: "templates" })}
          onImport={() => setOpened({ what: "import" })}
          onAction={(what, app) => setOpened({ what, app })}
        />
      </div>
      {opened && <Dialogs opened={opened} onClose={() => setOpened(null)} />}
    </main>
  );
}

type View = "cards" | "rows";
const STORE = "tenon.studio.view";

/** Cards or rows, as chosen last in this browser. */
function useView() {
  const [view, set] = useState<View>(() => (localStorage.getItem(STORE) === "rows" ? "rows" : "cards"));
  const change = (next: View) => {
    localStorage.setItem(STORE, next);
    set(next);
  };
  return [view, change] as const;
}

function ViewIcon({ icon, text }: { icon: ReactNode; text: string }) {
  return (
    <span className="inline-flex h-5 items-center" title={text}>
      <span aria-hidden>{icon}</span>
      <span className="sr-only">{text}</span>
    </span>
  );
}

function AppList({
  view,
  onCreate,
  onTemplate,
  onImport,
  onAction,
}: {
  view: View;
  onCreate: () => void;
  onTemplate: () => void;
  onImport: () => void;
  onAction: (what: CardAction, app: App) => void;
}) {
  const { t } = useTranslation("studio");
  const explain = useExplain();
  const { filter, filtered, change, clear } = useStudioSearch();
  const apps = useApps(filter);
  if (apps.error) return <ErrorBlock {...explain(apps.error)} onRetry={() => void apps.refetch()} />;
  if (apps.data?.data.length === 0) {
    return filtered ? (
      <EmptyState
        icon={<SearchX size={20} />}
        title={t("empty.none")}
        text={t("empty.noneText")}
        action={<Button onClick={clear}>{t("empty.clear")}</Button>}
      />
    ) : (
      <EmptyState
        icon={<LayoutGrid size={20} />}
        title={t("empty.title")}
        text={t("empty.text")}
        action={
          <>
            <Button variant="primary" onClick={onCreate}>
              {t("fromBlank")}
            </Button>
            <Button onClick={onTemplate}>{t("fromTemplate")}</Button>
            <Button onClick={onImport}>{t("import")}</Button>
          </>
        }
      />
    );
  }
  return (
    <>
      {view === "rows" ? (
        <AppRows apps={apps.data?.data} onAction={onAction} />
      ) : (
        <ul className="grid grid-cols-[repeat(auto-fill,minmax(280px,1fr))] gap-3" aria-busy={apps.isPending}>
          {apps.data
            ? apps.data.data.map((app) => <AppCard key={app.id} app={app} onAction={(what) => onAction(what, app)} />)
            : Array.from({ length: 12 }, (_, index) => (
                <li key={index}>
                  <Skeleton className="h-[128px] rounded-card" />
                </li>
              ))}
        </ul>
      )}
      {apps.data && (
        <Pager
          page={filter.page ?? 1}
          limit={PAGE_SIZE}
          total={apps.data.total}
          onPage={(page) => change({ page: page > 1 ? page : undefined })}
        />
      )}
    </>
  );
}

function Dialogs({ opened, onClose }: { opened: Opened; onClose: () => void }) {
  switch (opened.what) {
    case "create":
      return <CreateDialog onClose={onClose} />;
    case "templates":
      return <TemplatesDialog first={opened.first} onClose={onClose} />;
    case "import":
      return <ImportDialog file={opened.file} onClose={onClose} />;
    case "edit":
      return <EditDialog app={opened.app} onClose={onClose} />;
    case "copy":
      return <CopyDialog app={opened.app} onClose={onClose} />;
    case "convert":
      return <ConvertDialog app={opened.app} onClose={onClose} />;
    case "export":
      return <ExportDialog app={opened.app} onClose={onClose} />;
    case "tags":
      return <TagsDialog app={opened.app} onClose={onClose} />;
    case "delete":
      return <DeleteDialog app={opened.app} onClose={onClose} />;
  }
}

/** The open dialog. An address may name one, which is then taken out of it. */
function useOpened() {
  const [opened, setOpened] = useState<Opened | null>(null);
  const { search, change } = useStudioSearch();
  const { new: wanted, template } = search;
  useEffect(() => {
    if (wanted === undefined) return;
    // eslint-disable-next-line react-hooks/set-state-in-effect -- the address asks for it once
    if (wanted === "template") setOpened({ what: "templates", first: template });
    else setOpened({ what: wanted === "blank" ? "create" : "import" });
    change({ new: undefined, template: undefined });
  }, [wanted, template, change]);
  return [opened, setOpened] as const;
}

/** `C` creates, outside of fields and dialogs. */
function useCreateShortcut(create: () => void) {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      const busy = target.closest("input, textarea, select, [contenteditable], [role=dialog], [role=menu]");
      if (event.key.toLowerCase() !== "c" || event.ctrlKey || event.metaKey || event.altKey || busy) return;
      event.preventDefault();
      create();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  });
}
