import { EllipsisVertical, Tag } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { exportApp } from "@/api/apps";
import { useVersionChanges, useVersionPages, type Version } from "@/api/versions";
import { useExplain } from "@/i18n/useExplain";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { Switch } from "@/ui/Choice";
import { cn } from "@/ui/cn";
import { Dialog } from "@/ui/Dialog";
import { EmptyState, ErrorBlock, Skeleton } from "@/ui/Feedback";
import { formatWhen } from "@/ui/format";
import { Menu } from "@/ui/Menu";
import { SidePanel } from "@/ui/SidePanel";
import { Segmented } from "@/ui/Tabs";
import { TextArea, TextField } from "@/ui/TextField";
import { toast } from "@/ui/toast";
import { Ask } from "./Ask";
import { saveFile } from "./saveFile";
import { useVersionName } from "./useVersionName";

interface Props {
  appId: string;
  /** The version on the canvas. */
  current: string | null;
  /** Name of the app, for files. */
  name: string;
  open: (version: Version) => void;
  compare: (version: Version) => void;
  run: (version: Version) => void;
  restore: (version: Version) => Promise<void>;
  onClose: () => void;
}

type Act = Doing["what"] | "compare" | "run" | "export";
type Doing = { what: "describe" | "restore" | "remove"; version: Version };

/** Published versions, newest first: to look at, name, compare and restore. */
export function VersionsPanel({ appId, current, name, open, compare, run, restore, onClose }: Props) {
  const { t } = useTranslation("orchestrate");
  const explain = useExplain();
  const [mine, setMine] = useState(false);
  const [named, setNamed] = useState(false);
  const [doing, setDoing] = useState<Doing | null>(null);
  const pages = useVersionPages(appId, { mine, named });
  const rows = pages.data?.pages.flatMap((page) => page.data) ?? [];
  const close = () => setDoing(null);
  const nameOf = useVersionName();
  const save = (version: Version) =>
    void exportApp(appId, false, version.id)
      .then((text) => saveFile(`${name} ${nameOf(version)}`, text))
      .catch((error: unknown) => toast.bad(explain(error).title));
  const act = (what: Act, version: Version) => {
    if (what === "compare") compare(version);
    else if (what === "run") run(version);
    else if (what === "export") save(version);
    else setDoing({ what, version });
  };
  return (
    <SidePanel name="versions" title={t("versions.title")} onClose={onClose} initial={380}>
      <div className="flex flex-wrap items-center justify-between gap-3 px-4 py-3">
        <Segmented
          label={t("versions.title")}
          value={mine ? "mine" : "all"}
          onValueChange={(value) => setMine(value === "mine")}
          options={[
            { value: "all", label: t("all") },
            { value: "mine", label: t("versions.mine") },
          ]}
        />
        <Switch label={t("versions.named")} checked={named} onCheckedChange={setNamed} />
      </div>
      {pages.isError && <ErrorBlock className="mx-4" {...explain(pages.error)} onRetry={() => void pages.refetch()} />}
      {pages.isPending && [0, 1, 2].map((row) => <Skeleton key={row} className="mx-4 mb-2 h-12" />)}
      {pages.isSuccess && rows.length === 0 && (
        <EmptyState icon={<Tag size={18} />} title={t("versions.none")} text={t("versions.noneText")} />
      )}
      <ul>
        {rows.map((version) => (
          <li key={version.id}>
            <Row version={version} current={version.id === current} open={open} act={(what) => act(what, version)} />
          </li>
        ))}
      </ul>
      {pages.hasNextPage && (
        <div className="p-4">
          <Button className="w-full" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
      {doing?.what === "describe" && <Describe appId={appId} version={doing.version} onClose={close} />}
      {doing?.what === "restore" && <Restore version={doing.version} restore={restore} onClose={close} />}
      {doing?.what === "remove" && <Remove appId={appId} version={doing.version} onClose={close} />}
    </SidePanel>
  );
}

interface RowProps {
  version: Version;
  current: boolean;
  open: (version: Version) => void;
  act: (what: Act) => void;
}

function Row({ version, current, open, act }: RowProps) {
  const { t, i18n } = useTranslation("orchestrate");
  const name = useVersionName()(version);
  const facts = [formatWhen(version.created_at, i18n.language), version.created_by?.name ?? ""].filter(Boolean);
  return (
    <div
      className={cn(
        "flex items-start gap-1 border-b border-line/60 py-2 pr-2 hover:bg-hover",
        current && "bg-selected",
      )}
    >
      <button
        type="button"
        aria-current={current || undefined}
        className="min-w-0 flex-1 pl-4 text-left"
        onClick={() => open(version)}
      >
        <span className="flex items-center gap-2 text-base font-medium text-fg">
          <span className="min-w-0 truncate" title={name}>
            {name}
          </span>
          {version.latest && <Badge tone="accent">{t("versions.latest")}</Badge>}
        </span>
        {version.marked_comment !== "" && (
          <span className="mt-0.5 block text-base whitespace-pre-wrap text-fg-2">{version.marked_comment}</span>
        )}
        <span className="mt-0.5 block truncate text-small text-fg-3">{facts.join(" · ")}</span>
      </button>
      <Menu
        trigger={
          <IconButton size="compact" label={t("versions.more", { name })} icon={<EllipsisVertical size={14} />} />
        }
        entries={[
          {
            label: version.marked_name === "" ? t("versions.describe") : t("versions.edit"),
            onSelect: () => act("describe"),
          },
          { label: t("versions.compare"), onSelect: () => act("compare") },
          { label: t("versions.run"), onSelect: () => act("run") },
          { label: t("versions.export"), onSelect: () => act("export") },
          { label: t("versions.restore"), onSelect: () => act("restore") },
          { label: t("versions.delete"), danger: true, disabled: version.latest, onSelect: () => act("remove") },
        ]}
      />
    </div>
  );
}

function Describe({ appId, version, onClose }: { appId: string; version: Version; onClose: () => void }) {
  const { t } = useTranslation("orchestrate");
  const explain = useExplain();
  const { describe } = useVersionChanges(appId);
  const [name, setName] = useState(version.marked_name);
  const [notes, setNotes] = useState(version.marked_comment);
  const submit = () =>
    describe.mutate(
      { id: version.id, name: name.trim(), notes: notes.trim() },
      { onSuccess: onClose, onError: (error) => toast.bad(explain(error).title) },
    );
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("versions.edit")}
      onSubmit={submit}
      footer={
        <Button variant="primary" type="submit" loading={describe.isPending}>
          {t("versions.save")}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <TextField
          label={t("versions.name")}
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextArea
          label={t("versions.notes")}
          optional
          maxLength={1000}
          value={notes}
          onChange={(event) => setNotes(event.target.value)}
        />
      </div>
    </Dialog>
  );
}

function Restore({ version, restore, onClose }: { version: Version; restore: Props["restore"]; onClose: () => void }) {
  const { t } = useTranslation("orchestrate");
  const name = useVersionName()(version);
  const [busy, setBusy] = useState(false);
  const go = () => {
    setBusy(true);
    void restore(version).finally(onClose);
  };
  return (
    <Ask
      title={t("versions.restoreTitle", { name })}
      word={t("versions.restore")}
      act={go}
      busy={busy}
      onClose={onClose}
    >
      {t("versions.restoreText")}
    </Ask>
  );
}

function Remove({ appId, version, onClose }: { appId: string; version: Version; onClose: () => void }) {
  const { t } = useTranslation("orchestrate");
  const explain = useExplain();
  const name = useVersionName()(version);
  const { remove } = useVersionChanges(appId);
  const go = () =>
    remove.mutate(version.id, { onSuccess: onClose, onError: (error) => toast.bad(explain(error).title) });
  return (
    <Ask
      title={t("versions.deleteTitle", { name })}
      word={t("versions.delete")}
      act={go}
      busy={remove.isPending}
      onClose={onClose}
    >
      {t("versions.deleteText")}
    </Ask>
  );
}
