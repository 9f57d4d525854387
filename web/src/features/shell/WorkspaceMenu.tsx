import { useNavigate } from "@tanstack/react-router";
import { Building2, ChevronsUpDown, UsersRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSwitchWorkspace, useWorkspace, useWorkspaces } from "@/api/workspace";
import { useExplain } from "@/i18n/useExplain";
import { Avatar } from "@/ui/Avatar";
import { Menu } from "@/ui/Menu";
import { toast } from "@/ui/toast";

/** The current workspace, its settings, and the others one belongs to. */
export function WorkspaceMenu() {
  const { t } = useTranslation();
  const explain = useExplain();
  const navigate = useNavigate();
  const current = useWorkspace().data;
  const all = useWorkspaces().data?.data ?? [];
  const change = useSwitchWorkspace();
  if (!current) return null;
  const face = (
    <>
      <Avatar name={current.name} size={22} square />
      <span className="max-w-44 truncate text-base font-medium max-sm:sr-only">{current.name}</span>
    </>
  );
  const open = (settings: string) => void navigate({ to: ".", search: (old) => ({ ...old, settings }) });
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          aria-label={`${t("workspace.menu")}: ${current.name}`}
          className="flex h-8 items-center gap-2 rounded-control px-1.5 hover:bg-hover"
        >
          {face}
          <ChevronsUpDown aria-hidden size={14} className="text-fg-3" />
        </button>
      }
      header={
        <div className="max-w-72 px-2 pt-1.5 pb-2">
          <p className="truncate text-base font-medium">{current.name}</p>
          <p className="text-small text-fg-3">{t(`role.${current.role as "owner"}`)}</p>
        </div>
      }
      entries={[
        "separator",
        { label: t("workspace.members"), icon: <UsersRound size={14} />, onSelect: () => open("members") },
        { label: t("workspace.settings"), icon: <Building2 size={14} />, onSelect: () => open("workspace") },
        ...(all.length > 1 ? (["separator", { heading: t("workspace.switch") }] as const) : []),
        ...(all.length > 1 ? all : []).map((workspace) => ({
          label: workspace.name,
          hint: t(`role.${workspace.role}` as "role.owner"),
          checked: workspace.id === current.id,
          icon: <Avatar name={workspace.name} size={18} square />,
          onSelect: () => {
            if (workspace.id === current.id) return;
            change.mutate(workspace.id, {
              onSuccess: async () => {
                await navigate({ to: "/apps" });
                toast.ok(t("workspace.switched", { name: workspace.name }));
              },
              onError: (error) => toast.bad(explain(error).title),
            });
          },
        })),
      ]}
    />
  );
}
