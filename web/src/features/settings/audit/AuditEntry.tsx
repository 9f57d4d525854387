import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import type { AuditRecord } from "@/api/audit";
import { Avatar, formatTime } from "@/ui";
import { changesOf, type Change } from "./changes";

/** One change as a sentence, with what differs folded below. */
export function AuditEntry({ record }: { record: AuditRecord }) {
  const { t, i18n } = useTranslation("settings");
  const zone = useAccount().data?.timezone;
  const key = `audit.action.${record.action}`;
  const action = i18n.exists(key, { ns: "settings" })
    ? t(`audit.action.${record.action as "app.created"}`)
    : record.action;
  const changes = changesOf(record.before, record.after);
  const who = record.actor.name || record.actor.email || t("audit.operator");
  const head = (
    <>
      <Avatar name={who} size={26} />
      <span className="min-w-0 flex-1">
        <span className="block text-base break-words">
          <span className="font-medium">{who}</span>
          <span className="text-fg-3"> · </span>
          {action}
          {record.target.name && <span className="font-medium"> {t("audit.named", { name: record.target.name })}</span>}
        </span>
        <span className="tabular block text-small text-fg-3">
          {formatTime(record.created_at, zone)}
          {record.address && ` · ${record.address}`}
        </span>
      </span>
    </>
  );
  if (changes.length === 0) return <li className="flex items-start gap-2.5 px-3 py-2">{head}</li>;
  return (
    <li>
      <details className="group">
        <summary className="flex list-none items-start gap-2.5 px-3 py-2 hover:bg-hover">
          {head}
          <ChevronRight aria-hidden size={14} className="mt-1 shrink-0 text-fg-3 group-open:rotate-90" />
        </summary>
        <dl className="space-y-1 border-t bg-sunken px-3 py-2 text-small sm:pl-12">
          {changes.map((change) => (
            <Row key={change.name} change={change} />
          ))}
        </dl>
      </details>
    </li>
  );
}

function Row({ change }: { change: Change }) {
  const { t, i18n } = useTranslation(["settings", "common"]);
  const name = i18n.exists(`audit.field.${change.name}`, { ns: "settings" })
    ? t(`audit.field.${change.name as "name"}`)
    : change.name;
  return (
    <div className="flex flex-wrap items-baseline gap-x-2">
      <dt className="text-fg-3">{name}</dt>
      <dd className="min-w-0 break-words text-fg">
        {change.kind === "change" && (
          <>
            <del className="text-fg-3">
              <Value name={change.name} value={change.before} />
            </del>
            <span aria-hidden> → </span>
          </>
        )}
        <Value name={change.name} value={change.kind === "gone" ? change.before : change.after} />
      </dd>
    </div>
  );
}

const WORDS = { mode: "mode", role: "role" } as const;

function Value({ name, value }: { name: string; value: unknown }) {
  const { t, i18n } = useTranslation(["settings", "common"]);
  if (value === true || value === false) return t(value ? "audit.yes" : "audit.no");
  if (value === null || value === undefined || value === "") return t("audit.empty");
  const group = name in WORDS ? WORDS[name as keyof typeof WORDS] : undefined;
  if (group && typeof value === "string" && i18n.exists(`${group}.${value}`, { ns: "common" })) {
    return group === "mode" ? t(`common:mode.${value as "chat"}`) : t(`common:role.${value as "owner"}`);
  }
  if (typeof value === "string" || typeof value === "number") return String(value);
  return <code className="font-mono break-all">{JSON.stringify(value)}</code>;
}
