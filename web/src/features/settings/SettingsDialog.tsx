import { useNavigate } from "@tanstack/react-router";
import { Boxes, Building2, Gauge, ScrollText, Unplug, UserRound, UsersRound } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { may, useWorkspace } from "@/api/workspace";
import { Dialog } from "@/ui";
import { AccountPage } from "./AccountPage";
import { AuditPage } from "./audit/AuditPage";
import { ExtensionsPage } from "./extensions/ExtensionsPage";
import { MembersPage } from "./MembersPage";
import { ProvidersPage } from "./providers/ProvidersPage";
import { UsagePage } from "./usage/UsagePage";
import { WorkspacePage } from "./WorkspacePage";

const PAGES = ["account", "providers", "usage", "extensions", "members", "workspace", "audit"] as const;
type Page = (typeof PAGES)[number];
const ICONS: Record<Page, ReactNode> = {
  account: <UserRound size={15} />,
  providers: <Boxes size={15} />,
  usage: <Gauge size={15} />,
  extensions: <Unplug size={15} />,
  audit: <ScrollText size={15} />,
  members: <UsersRound size={15} />,
  workspace: <Building2 size={15} />,
};
const CONTENT: Record<Page, () => ReactNode> = {
  account: () => <AccountPage />,
  providers: () => <ProvidersPage />,
  usage: () => <UsagePage />,
  extensions: () => <ExtensionsPage />,
  audit: () => <AuditPage />,
  members: () => <MembersPage />,
  workspace: () => <WorkspacePage />,
};

export function SettingsDialog({ page }: { page: string }) {
  const { t } = useTranslation("settings");
  const navigate = useNavigate();
  const role = useWorkspace().data?.role;
  const pages = PAGES.filter((one) => {
    if (one === "audit") return may.administrate(role);
    return !["providers", "usage", "extensions"].includes(one) || may.edit(role);
  });
  const current = pages.find((one) => one === page) ?? "account";
  const go = (settings: Page | undefined) =>
    void navigate({ to: ".", search: (old) => ({ ...old, settings }), replace: settings !== undefined });
  const entry = (one: Page) => (
    <button
      key={one}
      type="button"
      aria-current={one === current ? "page" : undefined}
      onClick={() => go(one)}
      className="flex h-8 shrink-0 items-center gap-2.5 rounded-control px-2.5 text-base whitespace-nowrap text-fg-2 hover:bg-hover hover:text-fg aria-[current]:bg-selected aria-[current]:font-medium aria-[current]:text-accent-text md:w-full"
    >
      {ICONS[one]}
      {t(`${one}.title`)}
    </button>
  );
  const heading = (text: string) => <p className="px-2.5 pt-3 pb-1 text-meta text-fg-3 max-md:hidden">{text}</p>;
  return (
    <Dialog open onOpenChange={() => go(undefined)} size="full" title={t("title")}>
      <div className="flex h-full min-h-0 gap-6 max-md:flex-col max-md:gap-3">
        <nav aria-label={t("pages")} className="flex shrink-0 gap-0.5 overflow-x-auto md:w-48 md:flex-col">
          {heading(t("group.you"))}
          {entry("account")}
          {heading(t("group.workspace"))}
          {pages.filter((one) => one !== "account").map(entry)}
        </nav>
        <section className="min-h-0 min-w-0 flex-1 md:overflow-y-auto md:border-l md:pr-1 md:pl-6">
          <h2 className="mb-4 text-panel">{t(`${current}.title`)}</h2>
          {CONTENT[current]()}
        </section>
      </div>
    </Dialog>
  );
}
