import {
  BookMarked,
  BookOpen,
  Boxes,
  Building2,
  ChartNoAxesColumn,
  FilePlus2,
  FileUp,
  Hammer,
  Languages,
  LayoutGrid,
  LayoutTemplate,
  MessageSquareQuote,
  Moon,
  Plus,
  ScrollText,
  SquareTerminal,
  Sun,
  SunMoon,
  Unplug,
  UserRound,
  UsersRound,
  Workflow,
} from "lucide-react";
import { useParams } from "@tanstack/react-router";
import { useMemo, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useUpdateAccount } from "@/api/account";
import { useApp, useApps } from "@/api/apps";
import { useBaseSearch } from "@/api/bases";
import { useTemplates } from "@/api/templates";
import { may, useWorkspace } from "@/api/workspace";
import { LANGUAGE_NAMES, LANGUAGES, setLanguage, type Language } from "@/i18n";
import { AppIcon } from "@/ui/Avatar";
import { pageCommands } from "@/ui/pageCommands";
import { applyTheme, THEMES, type Theme } from "@/ui/theme";
import { readQuery, type Entry } from "./match";

const CONVERSATIONAL: ReadonlySet<string> = new Set(["chat", "agent-chat", "advanced-chat"]);
const SIZE = 16;
const THEME_ICONS: Record<Theme, ReactNode> = {
  system: <SunMoon size={SIZE} />,
  light: <Sun size={SIZE} />,
  dark: <Moon size={SIZE} />,
};
const MOST = 8;

/** The address of this page with a page of the settings over it. */
function settingsAt(page: string): string {
  const search = new URLSearchParams(location.search);
  search.set("settings", page);
  return `${location.pathname}?${search.toString()}`;
}

/** Everything the palette can reach; apps and templates are asked for by what is typed. */
export function useEntries(typed: string): { entries: Entry[]; failed: boolean } {
  const { words, kinds } = readQuery(typed);
  const pages = usePages();
  const settings = useSettingsPages();
  const actions = useActions();
  const [here] = useState(pageCommands);
  const apps = useAppEntries(words);
  const bases = useBaseEntries(words);
  const templates = useTemplateEntries(kinds.length === 1 || words !== "" ? words : null);
  const entries = useMemo(
    () => [
      ...here.map(({ run, ...one }): Entry => ({ ...one, go: run })),
      ...apps.entries,
      ...bases.entries,
      ...templates,
      ...pages,
      ...settings,
      ...actions,
    ],
    [here, apps.entries, bases.entries, templates, pages, settings, actions],
  );
  return { entries, failed: apps.failed || bases.failed };
}

function useAppEntries(words: string): { entries: Entry[]; failed: boolean } {
  const { t } = useTranslation();
  const apps = useApps({ page: 1, limit: MOST, sort: "-updated_at", ...(words && { name: words }) });
  const entries = useMemo(
    () =>
      (apps.data?.data ?? []).map((app): Entry => ({
        id: app.id,
        kind: "app",
        text: app.name,
        hint: t(`mode.${app.mode as "workflow"}`),
        icon: (
          <AppIcon type={app.icon_type} icon={app.icon} background={app.icon_background} url={app.icon_url} size={22} />
        ),
        go: `/app/${app.id}/orchestrate`,
      })),
    [apps.data, t],
  );
  return { entries, failed: apps.isError };
}

function useBaseEntries(words: string): { entries: Entry[]; failed: boolean } {
  const { t } = useTranslation();
  const bases = useBaseSearch(words, MOST);
  const entries = useMemo(
    () =>
      (bases.data?.data ?? []).map((base): Entry => ({
        id: base.id,
        kind: "knowledge",
        text: base.name,
        keywords: base.description,
        hint: t("area.knowledge"),
        icon: <AppIcon type="emoji" icon={base.icon?.icon ?? "📙"} background={base.icon?.icon_background} size={22} />,
        go: `/knowledge/${base.id}/documents`,
      })),
    [bases.data, t],
  );
  return { entries, failed: bases.isError };
}

function useTemplateEntries(words: string | null): Entry[] {
  const { t, i18n } = useTranslation();
  const templates = useTemplates({ language: i18n.language }).data?.data;
  return useMemo(
    () =>
      words === null
        ? []
        : (templates ?? []).map((one): Entry => ({
            id: `template-${one.id}`,
            kind: "template",
            text: one.name,
            keywords: one.description,
            hint: t(`mode.${one.mode as "workflow"}`),
            icon: <AppIcon type="emoji" icon={one.icon} background={one.icon_background} size={22} />,
            go: `/apps?new=template&template=${encodeURIComponent(one.id)}`,
          })),
    [templates, words, t],
  );
}

/** Pages of the open app and the areas of the console. */
function usePages(): Entry[] {
  const { t } = useTranslation(["palette", "common"]);
  const params = useParams({ strict: false });
  const appId = params.appId ?? "";
  return [...useAppPages(appId), ...areas()];

  function areas(): Entry[] {
    const area = (id: string, text: string, icon: ReactNode, go: string): Entry => ({
      id,
      kind: "page",
      text,
      icon,
      go,
    });
    return [
      area("studio", t("common:area.studio"), <LayoutGrid size={SIZE} />, "/apps"),
      area("knowledge", t("common:area.knowledge"), <BookMarked size={SIZE} />, "/knowledge"),
      area("tools", t("common:area.tools"), <Hammer size={SIZE} />, "/tools"),
      area("reference", t("reference"), <BookOpen size={SIZE} />, "/reference"),
    ];
  }
}

function useAppPages(appId: string): Entry[] {
  const { t } = useTranslation(["palette", "common"]);
  const app = useApp(appId, appId !== "").data;
  if (!app) return [];
  const page = (name: "orchestrate" | "api" | "logs" | "annotations" | "overview", icon: ReactNode): Entry => ({
    id: `page-${name}`,
    kind: "page",
    text: t(`app.${name}`),
    hint: app.name,
    icon,
    go: `/app/${app.id}/${name}`,
  });
  return [
    page("orchestrate", <Workflow size={SIZE} />),
    page("api", <SquareTerminal size={SIZE} />),
    page("logs", <ScrollText size={SIZE} />),
    ...(CONVERSATIONAL.has(app.mode) ? [page("annotations", <MessageSquareQuote size={SIZE} />)] : []),
    page("overview", <ChartNoAxesColumn size={SIZE} />),
  ];
}

function useSettingsPages(): Entry[] {
  const { t } = useTranslation("palette");
  const role = useWorkspace().data?.role;
  const page = (
    name: "account" | "providers" | "extensions" | "members" | "workspace" | "audit",
    icon: ReactNode,
  ): Entry => ({
    id: `settings-${name}`,
    kind: "settings",
    text: t(`settings.${name}`),
    icon,
    go: settingsAt(name),
  });
  return [
    page("account", <UserRound size={SIZE} />),
    ...(may.edit(role) ? [page("providers", <Boxes size={SIZE} />), page("extensions", <Unplug size={SIZE} />)] : []),
    page("members", <UsersRound size={SIZE} />),
    page("workspace", <Building2 size={SIZE} />),
    ...(may.administrate(role) ? [page("audit", <ScrollText size={SIZE} />)] : []),
  ];
}

function useActions(): Entry[] {
  const { t } = useTranslation(["palette", "common"]);
  const update = useUpdateAccount();
  const action = (id: string, text: string, icon: ReactNode, go: Entry["go"], keywords = ""): Entry => ({
    id,
    kind: "action",
    text,
    icon,
    go,
    keywords,
  });
  const theme = (value: Theme) => () => {
    applyTheme(value);
    update.mutate({ theme: value });
  };
  const language = (value: Language) => () => {
    void setLanguage(value);
    update.mutate({ language: value === "zh-Hans" ? "zh_Hans" : "en_US" });
  };
  return [
    action("create", t("action.create"), <Plus size={SIZE} />, "/apps?new=blank", "create new 新建 创建"),
    action("knowledge", t("action.knowledge"), <FilePlus2 size={SIZE} />, "/knowledge/new", "create new 新建 创建"),
    action("template", t("action.template"), <LayoutTemplate size={SIZE} />, "/apps?new=template", "template 模板"),
    action("import", t("action.import"), <FileUp size={SIZE} />, "/apps?new=import", "import dsl yaml 导入"),
    ...THEMES.map((one) =>
      action(
        `theme-${one}`,
        t("action.theme", { theme: t(`common:account.${one}`) }),
        THEME_ICONS[one],
        theme(one),
        "theme 主题",
      ),
    ),
    ...LANGUAGES.map((one) =>
      action(
        `language-${one}`,
        t("action.language", { language: LANGUAGE_NAMES[one] }),
        <Languages size={SIZE} />,
        language(one),
        "language 语言",
      ),
    ),
  ];
}
