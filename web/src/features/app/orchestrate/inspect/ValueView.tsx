import { ArrowLeft, Pencil, Undo2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useValueChanges, useWholeValue } from "@/api/debug";
import { FileCards } from "@/chat/Answer";
import { Markdown } from "@/chat/markdown/Markdown";
import { kindOf } from "@/editor/inspect/written";
import { useExplain } from "@/i18n/useExplain";
import type { FileValue } from "@/run/events";
import { Badge } from "@/ui/Badge";
import { Button, IconButton } from "@/ui/Button";
import { CopyButton } from "@/ui/CopyButton";
import { Callout, ErrorBlock, Skeleton } from "@/ui/Feedback";
import { formatBytes, formatWhen } from "@/ui/format";
import { JsonTree } from "@/ui/JsonTree";
import { Segmented } from "@/ui/Tabs";
import { toast } from "@/ui/toast";
import { ValueEdit } from "./ValueEdit";
import type { Shown } from "./ValueList";

interface Props {
  appId: string;
  entry: Shown;
  readOnly: boolean;
  back: () => void;
}

/** Bytes up to which a value is read whole as soon as it is looked at. */
const AT_ONCE = 256 * 1024;

/** One value whole: as text, Markdown, tree or files; to change, to take back. */
export function ValueView({ appId, entry, readOnly, back }: Props) {
  const { t, i18n } = useTranslation("panels");
  const explain = useExplain();
  const [editing, setEditing] = useState(false);
  const [wanted, setWanted] = useState((entry.size ?? 0) <= AT_ONCE);
  const cut = entry.truncated === true;
  const whole = useWholeValue(appId, entry.node_id, entry.name, cut && wanted);
  const { revert } = useValueChanges(appId);
  const value: unknown = cut ? whole.data?.value : entry.value;
  const there = !cut || whole.data !== undefined;
  const undo = () =>
    revert.mutate({ nodeId: entry.node_id, name: entry.name }, { onError: (error) => toast.bad(explain(error).title) });
  const facts = [
    entry.type,
    formatBytes(entry.size ?? 0),
    typeof entry.updated_at === "number" ? formatWhen(entry.updated_at, i18n.language) : "",
  ];
  return (
    <div className="flex min-h-full flex-col">
      <header className="sticky top-0 z-10 flex min-h-11 flex-wrap items-center gap-2 border-b border-line bg-surface px-4 py-1.5">
        <IconButton
          size="compact"
          label={t("inspect.back")}
          icon={<ArrowLeft size={15} />}
          onClick={back}
          className="-ml-2 md:hidden"
        />
        <h3 className="min-w-0 truncate font-mono text-base font-medium text-fg" title={entry.name}>
          {entry.name}
        </h3>
        <span className="text-small text-fg-3">{facts.filter(Boolean).join(" · ")}</span>
        {entry.edited === true && <Badge tone="accent">{t("inspect.edited")}</Badge>}
        {entry.stale && <Badge tone="warn">{t("inspect.stale.value")}</Badge>}
        <span className="flex-1" />
        {there && !editing && (
          <>
            <CopyButton text={typeof value === "string" ? value : JSON.stringify(value, null, 2)} />
            {entry.editable === true && !readOnly && (
              <Button size="compact" icon={<Pencil size={12} />} onClick={() => setEditing(true)}>
                {t("inspect.edit")}
              </Button>
            )}
            {entry.edited === true && !readOnly && (
              <Button size="compact" icon={<Undo2 size={12} />} loading={revert.isPending} onClick={undo}>
                {t("inspect.revert")}
              </Button>
            )}
          </>
        )}
      </header>
      <div className="min-h-0 flex-1 p-4">
        {editing ? (
          <ValueEdit appId={appId} entry={entry} value={value} close={() => setEditing(false)} />
        ) : there ? (
          <Content type={entry.type} value={value} name={entry.name} />
        ) : whole.isError ? (
          <ErrorBlock {...explain(whole.error)} onRetry={() => void whole.refetch()} />
        ) : wanted ? (
          <Skeleton className="h-24" />
        ) : (
          <>
            <Callout action={<Button onClick={() => setWanted(true)}>{t("inspect.loadWhole")}</Button>}>
              {t("inspect.cut", { size: formatBytes(entry.size ?? 0) })}
            </Callout>
            <p className="mt-3 text-base break-words whitespace-pre-wrap text-fg-2">{entry.text}…</p>
          </>
        )}
      </div>
    </div>
  );
}

type View = "text" | "markdown" | "json";

function Content({ type, value, name }: { type: string; value: unknown; name: string }) {
  const { t } = useTranslation("panels");
  const [view, setView] = useState<View>("text");
  const kind = kindOf(type, value);
  if (kind === "file" || kind === "files") {
    const files = (Array.isArray(value) ? value : [value]).filter(isFile);
    return files.length > 0 ? <FileCards files={files} /> : <p className="text-base text-fg-3">{t("inspect.none")}</p>;
  }
  if (value === null || value === undefined) return <p className="text-base text-fg-3">{t("inspect.none")}</p>;
  if (typeof value !== "string") return <JsonTree value={value} label={name} openDepth={2} />;
  if (value === "") return <p className="text-base text-fg-3">{t("inspect.emptyText")}</p>;
  const parsed = parsedOf(value);
  const views: View[] = parsed === undefined ? ["text", "markdown"] : ["text", "markdown", "json"];
  return (
    <>
      <Segmented
        label={t("inspect.view.label")}
        value={view}
        onValueChange={setView}
        options={views.map((one) => ({ value: one, label: t(`inspect.view.${one}`) }))}
        className="mb-3"
      />
      {view === "markdown" ? (
        <Markdown text={value} />
      ) : view === "json" ? (
        <JsonTree value={parsed} label={name} openDepth={2} />
      ) : (
        <p className="font-mono text-small leading-5 break-words whitespace-pre-wrap text-fg">{value}</p>
      )}
    </>
  );
}

const isFile = (value: unknown): value is FileValue =>
  typeof value === "object" && value !== null && "transfer_method" in value;

/** What a text that is JSON holds; undefined for other texts. */
function parsedOf(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
