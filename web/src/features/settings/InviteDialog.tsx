import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Role } from "@/api/types";
import { useMemberChanges } from "@/api/workspace";
import { useExplain } from "@/i18n/useExplain";
import { Badge, Button, CopyButton, Dialog, ErrorBlock, RadioCards, TextArea } from "@/ui";
import { ROLES } from "./roles";

const split = (text: string) => [...new Set(text.split(/[\s,;，；、]+/).filter(Boolean))];

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation(["settings", "common"]);
  const explain = useExplain();
  const { invite } = useMemberChanges();
  const [text, setText] = useState("");
  const [role, setRole] = useState<Role>("editor");
  const [tried, setTried] = useState(false);
  const emails = split(text);
  const bad = emails.find((email) => !/^[^@\s]+@[^@\s]+$/.test(email));
  const problem = emails.length === 0 ? t("members.noEmails") : bad && t("members.badEmail", { text: bad });
  const results = invite.data?.data;
  const submit = () => {
    setTried(true);
    if (problem || invite.isPending) return;
    invite.mutate({ emails, role, language: i18n.language === "zh-Hans" ? "zh_Hans" : "en_US" });
  };
  if (results) {
    return (
      <Dialog
        open
        onOpenChange={onClose}
        title={t("members.results")}
        {...(results.some((one) => one.url) ? { description: t("members.resultsText") } : {})}
        footer={
          <Button variant="primary" onClick={onClose}>
            {t("common:ui.close")}
          </Button>
        }
      >
        <ul className="divide-y rounded-control border">
          {results.map((one) => (
            <li key={one.email} className="px-3 py-2">
              <p className="flex items-center justify-between gap-2">
                <span className="truncate">{one.email}</span>
                <Badge tone={one.status === "already_member" ? "neutral" : "ok"}>
                  {t(`members.result.${one.status}`)}
                </Badge>
              </p>
              {one.url && (
                <p className="mt-1 flex items-center gap-1">
                  <code className="min-w-0 flex-1 truncate rounded-chip bg-sunken px-2 py-0.5 font-mono text-small">
                    {one.url}
                  </code>
                  <CopyButton text={one.url} />
                </p>
              )}
            </li>
          ))}
        </ul>
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("members.inviteTitle")}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={invite.isPending}>
            {t("members.send")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <TextArea
          label={t("members.emails")}
          help={t("members.emailsHelp")}
          autoFocus
          value={text}
          onChange={(event) => setText(event.target.value)}
          error={tried && problem}
        />
        <RadioCards
          label={t("members.role")}
          value={role}
          onValueChange={setRole}
          options={ROLES.map((value) => ({
            value,
            label: t(`common:role.${value}`),
            help: t(`members.roleHelp.${value}`),
          }))}
        />
        {invite.error && <ErrorBlock {...explain(invite.error)} />}
      </div>
    </Dialog>
  );
}
