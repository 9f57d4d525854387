import { Link } from "@tanstack/react-router";
import { ChevronDown, Code, ExternalLink, Hammer, Rocket, SquareTerminal, Table2 } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useVersion } from "@/api/versions";
import { compare, isSame } from "@/editor/compare";
import { useEditor } from "@/editor/context";
import { Button, IconButton } from "@/ui/Button";
import { Popover } from "@/ui/Popover";
import { TextArea, TextField } from "@/ui/TextField";
import { Comparison } from "./Comparison";
import { contentOf } from "./useSaver";

interface Props {
  appId: string;
  /** The version that is served; null: none yet. */
  latest: string | null;
  errors: number;
  publishing: boolean;
  webApp: string | null;
  publish: (about?: { name: string; notes: string }) => void;
  locate: (node: string) => void;
}

/** Publishes at a press; behind the arrow title, notes and what is new, and where the published app is. */
export function PublishMenu(props: Props) {
  const { latest, errors, publishing, publish } = props;
  const { t } = useTranslation("orchestrate");
  const readOnly = useEditor((state) => state.readOnly);
  const [open, setOpen] = useState(false);
  const reason = errors > 0 ? t("publishBlocked", { count: errors }) : readOnly ? t("readOnly.text") : undefined;
  return (
    <span className="flex shrink-0 items-center gap-px">
      <Button
        variant="primary"
        icon={<Rocket size={14} className="max-sm:hidden" />}
        className="rounded-r-none"
        loading={publishing}
        disabledReason={reason}
        onClick={() => publish()}
      >
        {latest === null ? (
          t("publish")
        ) : (
          <>
            <span className="max-sm:hidden">{t("publishUpdate")}</span>
            <span className="sm:hidden">{t("publish")}</span>
          </>
        )}
      </Button>
      <Popover
        align="end"
        label={t("publishing_menu.options")}
        open={open}
        onOpenChange={setOpen}
        className="w-[min(360px,94vw)]"
        trigger={
          <IconButton
            variant="primary"
            label={t("publishing_menu.options")}
            icon={<ChevronDown size={14} />}
            className="w-7 rounded-l-none"
          />
        }
      >
        {open && <Content {...props} reason={reason} close={() => setOpen(false)} />}
      </Popover>
    </span>
  );
}

function Content({
  appId,
  latest,
  webApp,
  publish,
  locate,
  reason,
  close,
}: Props & { reason: string | undefined; close: () => void }) {
  const { t } = useTranslation("orchestrate");
  const content = useEditor((state) => state.content);
  const served = useVersion(appId, latest).data;
  const [name, setName] = useState("");
  const [notes, setNotes] = useState("");
  const found = served ? compare(contentOf(served), content) : null;
  return (
    <>
      <div className="space-y-3 border-b border-line p-4">
        {found && isSame(found) && <p className="text-base text-fg-2">{t("publishing_menu.same")}</p>}
        {found && !isSame(found) && (
          <div>
            <p className="mb-1.5 text-base font-medium">{t("publishing_menu.changes")}</p>
            <div className="max-h-44 overflow-y-auto">
              <Comparison found={found} locate={locate} />
            </div>
          </div>
        )}
        <TextField
          label={t("versions.name")}
          optional
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <TextArea
          label={t("versions.notes")}
          optional
          rows={2}
          maxLength={1000}
          value={notes}
          onChange={(event) => setNotes(event.target.value)}
        />
        <Button
          variant="primary"
          className="w-full"
          disabledReason={reason}
          onClick={() => {
            publish({ name: name.trim(), notes: notes.trim() });
            close();
          }}
        >
          {t("publishing_menu.now")}
        </Button>
      </div>
      <div className="flex flex-col p-1.5">
        <Targets {...{ appId, webApp }} first={latest === null ? t("publishing_menu.first") : undefined} />
        <Button asChild variant="ghost" className="justify-start">
          <Link to="/app/$appId/api" params={{ appId }}>
            <SquareTerminal size={14} aria-hidden />
            {t("publishing_menu.api")}
          </Link>
        </Button>
      </div>
    </>
  );
}

/** Where the published app is used; not before it was published once. */
function Targets({ appId, webApp, first }: { appId: string; webApp: string | null; first: string | undefined }) {
  const { t } = useTranslation("orchestrate");
  if (webApp === null) return null;
  const batches = webApp.startsWith("/workflow/");
  const row = "justify-start";
  const page = (href: string, icon: ReactNode, words: string) =>
    first === undefined ? (
      <Button asChild variant="ghost" className={row}>
        <a href={href} target="_blank" rel="noreferrer">
          {icon}
          {words}
        </a>
      </Button>
    ) : (
      <Button variant="ghost" className={row} icon={icon} disabledReason={first}>
        {words}
      </Button>
    );
  return (
    <>
      {page(webApp, <ExternalLink size={14} aria-hidden />, t("publishing_menu.page"))}
      {batches && page(`${webApp}#batch`, <Table2 size={14} aria-hidden />, t("publishing_menu.batch"))}
      <Button asChild variant="ghost" className={row}>
        <Link to="/app/$appId/overview" params={{ appId }} search={{ open: "embed" }}>
          <Code size={14} aria-hidden />
          {t("publishing_menu.embed")}
        </Link>
      </Button>
      {batches && first === undefined && (
        <Button asChild variant="ghost" className={row}>
          <Link to="/tools" search={{ tab: "workflow", publish: appId }}>
            <Hammer size={14} aria-hidden />
            {t("publishing_menu.tool")}
          </Link>
        </Button>
      )}
    </>
  );
}
