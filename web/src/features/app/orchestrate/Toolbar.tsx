import {
  Blocks,
  Braces,
  CircleX,
  Ellipsis,
  ExternalLink,
  FileDown,
  FileUp,
  History,
  Play,
  SearchCode,
  Tags,
  TriangleAlert,
} from "lucide-react";
import type { ReactNode } from "react";
import type { Problem } from "@/api/runs";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/ui/Button";
import { Badge } from "@/ui/Badge";
import { Menu } from "@/ui/Menu";
import { formatWhen } from "@/ui/format";
import { Saved } from "./canvas/Saved";
import type { SaverView } from "./canvas/saver";

export type Panel = "run" | "history" | "problems" | "variables" | "versions" | "changes" | null;

interface Props {
  name: string;
  chat: boolean;
  saving: SaverView;
  publishedAt: number | null;
  changed: boolean;
  webApp: string | null;
  problems: readonly Problem[];
  panel: Panel;
  show: (panel: Panel) => void;
  /** No right to edit. */
  readOnly: boolean;
  publishMenu: ReactNode;
  inspecting: boolean;
  inspect: (on: boolean) => void;
  openFeatures: () => void;
  exportFile: () => void;
  importFile: () => void;
}

export function Toolbar(props: Props) {
  const { name, chat, saving, publishedAt, changed, webApp, problems, panel, show, readOnly, publishMenu } = props;
  const { t, i18n } = useTranslation("orchestrate");
  const when = (at: number) => formatWhen(at, i18n.language);
  const published = publishedAt === null ? t("neverPublished") : t("published", { when: when(publishedAt) });
  const toggle = (one: Panel) => show(panel === one ? null : one);
  return (
    <div
      role="toolbar"
      aria-label={t("tools")}
      className="col-span-2 flex h-12 shrink-0 items-center gap-2 border-b border-line bg-surface px-4 max-sm:gap-1.5 max-sm:px-3"
    >
      <h1 tabIndex={-1} className="max-w-56 min-w-0 truncate text-read font-semibold text-fg max-sm:flex-1 sm:shrink-0">
        {name}
      </h1>
      <span className="hidden min-w-0 items-center gap-1 truncate text-small text-fg-3 lg:flex">
        <Saved view={saving} />
        <span className="max-[1639px]:hidden">· {published}</span>
      </span>
      {readOnly && <Badge>{t("readOnly.badge")}</Badge>}
      {changed && publishedAt !== null && (
        <span className="max-md:hidden">
          <Badge tone="warn">{t("changes")}</Badge>
        </span>
      )}
      <span className="flex-1 max-sm:hidden" />
      {problems.length > 0 && (
        <ProblemButton problems={problems} on={panel === "problems"} toggle={() => toggle("problems")} />
      )}
      <Word
        icon={<Braces size={14} />}
        text={t("variables.title")}
        on={panel === "variables"}
        act={() => toggle("variables")}
      />
      <Word icon={<Blocks size={14} />} text={t("features")} act={props.openFeatures} />
      <Word
        icon={<Tags size={14} />}
        text={t("versions.title")}
        on={panel === "versions"}
        act={() => toggle("versions")}
      />
      <Button
        icon={<SearchCode size={14} />}
        aria-pressed={props.inspecting}
        aria-label={t("inspector")}
        title={t("inspector")}
        onClick={() => props.inspect(!props.inspecting)}
      >
        <span className="max-xl:hidden">{t("inspector")}</span>
      </Button>
      <Button icon={<History size={14} />} aria-pressed={panel === "history"} onClick={() => toggle("history")}>
        <span className="max-sm:sr-only">{t("history")}</span>
      </Button>
      <Button icon={<Play size={14} />} aria-pressed={panel === "run"} onClick={() => toggle("run")}>
        <span className="max-sm:sr-only">{chat ? t("preview") : t("testRun")}</span>
      </Button>
      {webApp !== null && publishedAt !== null && (
        <Button asChild>
          <a href={webApp} target="_blank" rel="noreferrer">
            <ExternalLink size={14} aria-hidden />
            <span className="max-[1639px]:sr-only">{t("openWebApp")}</span>
          </a>
        </Button>
      )}
      {!readOnly && (
        <Menu
          trigger={<IconButton label={t("importing.menu")} icon={<Ellipsis size={16} />} />}
          entries={[
            { label: t("importing.export"), icon: <FileDown size={14} />, onSelect: props.exportFile },
            { label: t("importing.import"), icon: <FileUp size={14} />, onSelect: props.importFile },
          ]}
        />
      )}
      {publishMenu}
    </div>
  );
}

/** How many problems there are, told by shape and number; errors look different from warnings. */
function ProblemButton({ problems, on, toggle }: { problems: readonly Problem[]; on: boolean; toggle: () => void }) {
  const { t } = useTranslation("orchestrate");
  const errors = problems.some((one) => one.severity === "error");
  return (
    <Button
      icon={
        errors ? (
          <CircleX size={14} className="text-bad" aria-hidden />
        ) : (
          <TriangleAlert size={14} className="text-warn" aria-hidden />
        )
      }
      aria-pressed={on}
      aria-label={t("problems_count", { count: problems.length })}
      onClick={toggle}
    >
      <span className="max-lg:hidden">{t("problems")}</span>
      <span className="tabular">{problems.length}</span>
    </Button>
  );
}

/** A tool with its word on wide screens; its name is there always. */
function Word({ icon, text, on, act }: { icon: ReactNode; text: string; on?: boolean; act: () => void }) {
  return (
    <span className="max-sm:hidden">
      <Button icon={icon} aria-pressed={on} aria-label={text} title={text} onClick={act}>
        <span className="max-[1419px]:hidden">{text}</span>
      </Button>
    </span>
  );
}
