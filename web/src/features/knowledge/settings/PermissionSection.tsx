import { Lock, UserRoundCheck, UsersRound, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { may, useMembers } from "@/api/workspace";
import { Avatar, Combobox, IconButton, RadioCards } from "@/ui";
import type { Dataset } from "../data";
import type { Draft } from "./draft";

type Props = { base: Dataset; draft: Draft; onChange: (next: Partial<Draft>) => void; showError: boolean };

/** Who sees and changes the base. The one who made it always does, and the owner of the workspace. */
export function PermissionSection({ base, draft, onChange, showError }: Props) {
  const { t } = useTranslation("knowledge");
  return (
    <>
      <RadioCards
        hideLabel
        label={t("set.permission")}
        columns={3}
        value={draft.permission}
        onValueChange={(permission) => onChange({ permission })}
        options={[
          { value: "only_me", label: t("permission.only_me"), icon: <Lock size={14} /> },
          { value: "all_team_members", label: t("permission.all_team_members"), icon: <UsersRound size={14} /> },
          { value: "partial_members", label: t("permission.partial_members"), icon: <UserRoundCheck size={14} /> },
        ]}
      />
      {draft.permission === "partial_members" && (
        <Chosen base={base} members={draft.members} onChange={(members) => onChange({ members })} error={showError} />
      )}
      <p className="text-small text-fg-3">{t("set.permissionHelp")}</p>
    </>
  );
}

type ChosenProps = {
  base: Dataset;
  members: readonly string[];
  onChange: (members: string[]) => void;
  error: boolean;
};

function Chosen({ base, members, onChange, error }: ChosenProps) {
  const { t } = useTranslation(["knowledge", "common"]);
  const all = useMembers().data?.data ?? [];
  const offered = all.filter((one) => may.knowledge(one.role) && one.role !== "owner" && one.id !== base.created_by);
  const chosen = all.filter((one) => members.includes(one.id));
  const toggle = (id: string) =>
    onChange(members.includes(id) ? members.filter((one) => one !== id) : [...members, id]);
  return (
    <div className="space-y-2">
      <Combobox
        multiple
        label={t("set.members")}
        placeholder={t("set.chooseMembers")}
        empty={t("set.noMembers")}
        value={[...members]}
        options={offered.map((one) => ({
          value: one.id,
          text: one.name,
          keywords: one.email,
          hint: t(`common:role.${one.role as "editor"}`),
        }))}
        onValueChange={toggle}
        error={error && t("set.needMembers")}
      />
      <ul className="flex flex-wrap gap-1.5">
        {chosen.map((one) => (
          <li key={one.id} className="flex h-7 items-center gap-1.5 rounded-control bg-sunken pr-0.5 pl-1.5 text-base">
            <Avatar name={one.name} size={18} />
            {one.name}
            <IconButton
              size="inline"
              label={t("set.removeMember", { name: one.name })}
              icon={<X size={12} />}
              onClick={() => toggle(one.id)}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
