import { UserPlus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import type { Member, Role } from "@/api/types";
import { may, useMemberChanges, useMembers, useWorkspace } from "@/api/workspace";
import { useExplain } from "@/i18n/useExplain";
import { Avatar, Badge, Button, Dialog, ErrorBlock, formatWhen, IconButton, Select, Table, toast } from "@/ui";
import { InviteDialog } from "./InviteDialog";
import { ROLES } from "./roles";

export function MembersPage() {
  const { t, i18n } = useTranslation(["settings", "common"]);
  const explain = useExplain();
  const me = useAccount().data;
  const allowed = may.administrate(useWorkspace().data?.role);
  const members = useMembers();
  const [inviting, setInviting] = useState(false);
  const [leaving, setLeaving] = useState<Member>();
  if (members.error) return <ErrorBlock {...explain(members.error)} onRetry={() => void members.refetch()} />;
  const editable = (member: Member) => allowed && member.role !== "owner" && member.id !== me?.id;
  return (
    <div className="space-y-3">
      {allowed && (
        <Button variant="primary" icon={<UserPlus size={14} />} onClick={() => setInviting(true)}>
          {t("members.invite")}
        </Button>
      )}
      <Table
        label={t("members.title")}
        rows={members.data?.data}
        keyOf={(member) => member.id}
        columns={[
          {
            key: "name",
            title: t("members.name"),
            cell: (member) => <Person member={member} mine={member.id === me?.id} />,
          },
          {
            key: "role",
            title: t("members.role"),
            width: "34%",
            cell: (member) =>
              editable(member) ? <RoleSelect member={member} /> : t(`common:role.${member.role as "owner"}`),
          },
          {
            key: "active",
            title: t("members.lastActive"),
            wide: true,
            cell: (member) =>
              member.last_active_at
                ? formatWhen(member.last_active_at, i18n.language, me?.timezone)
                : t("common:never"),
          },
          {
            key: "actions",
            title: <span className="sr-only">{t("common:ui.remove")}</span>,
            width: "48px",
            cell: (member) =>
              editable(member) && (
                <IconButton
                  size="compact"
                  label={t("members.remove", { name: member.name })}
                  icon={<X size={14} />}
                  onClick={() => setLeaving(member)}
                />
              ),
          },
        ]}
      />
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
      {leaving && <RemoveDialog member={leaving} onClose={() => setLeaving(undefined)} />}
    </div>
  );
}

function Person({ member, mine }: { member: Member; mine: boolean }) {
  const { t } = useTranslation("settings");
  return (
    <div className="flex min-w-0 items-center gap-2.5">
      <Avatar name={member.name || member.email} size={26} />
      <div className="min-w-0">
        <p className="flex items-center gap-1.5">
          <span className="truncate">{member.name || member.email}</span>
          {mine && <Badge>{t("members.you")}</Badge>}
          {member.status === "pending" && <Badge tone="warn">{t("members.pending")}</Badge>}
          {member.status === "banned" && <Badge tone="bad">{t("members.banned")}</Badge>}
        </p>
        <p className="truncate text-small text-fg-3">{member.email}</p>
      </div>
    </div>
  );
}

function RoleSelect({ member }: { member: Member }) {
  const { t } = useTranslation(["settings", "common"]);
  const explain = useExplain();
  const { changeRole } = useMemberChanges();
  return (
    <Select<Role>
      compact
      ariaLabel={t("members.roleOf", { name: member.name })}
      value={member.role as Role}
      disabled={changeRole.isPending}
      onValueChange={(role) =>
        changeRole.mutate({ id: member.id, role }, { onError: (error) => toast.bad(explain(error).title) })
      }
      options={ROLES.map((role) => ({ value: role, label: t(`common:role.${role}`) }))}
    />
  );
}

function RemoveDialog({ member, onClose }: { member: Member; onClose: () => void }) {
  const { t } = useTranslation(["settings", "common"]);
  const explain = useExplain();
  const { remove } = useMemberChanges();
  const name = member.name || member.email;
  const submit = () =>
    remove.mutate(member.id, {
      onSuccess: () => {
        toast.ok(t("members.removed", { name }));
        onClose();
      },
    });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("members.removeTitle", { name })}
      description={t("members.removeText", { name })}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="danger" loading={remove.isPending}>
            {t("common:ui.remove")}
          </Button>
        </>
      }
    >
      {remove.error && <ErrorBlock {...explain(remove.error)} />}
    </Dialog>
  );
}
