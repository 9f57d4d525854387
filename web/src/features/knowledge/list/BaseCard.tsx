import { Link, useNavigate } from "@tanstack/react-router";
import {
  AppWindow,
  FileText,
  Lock,
  MoreHorizontal,
  Pencil,
  Settings,
  Tags,
  Trash2,
  UserRoundCheck,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { useAccount } from "@/api/account";
import { AppIcon, Badge, formatNumber, formatTime, formatWhen, IconButton, Menu, Tooltip } from "@/ui";
import type { Dataset } from "../data";
import { DEFAULT_BASE_ICON, kindOf, seconds } from "../facts";

export type CardAction = "rename" | "tags" | "delete";

/** A knowledge base in the list: what it is, how it is searched, how much it holds and who sees it. */
export function BaseCard({ base, onAction }: { base: Dataset; onAction: (action: CardAction) => void }) {
  const { t, i18n } = useTranslation("knowledge");
  const zone = useAccount().data?.timezone;
  const navigate = useNavigate();
  const when = formatWhen(seconds(base.updated_at), i18n.language, zone);
  return (
    <li className="group relative flex min-h-[152px] flex-col rounded-card border bg-surface p-3 transition-colors duration-[120ms] hover:border-line-strong focus-within:border-line-strong">
      <div className="flex items-start gap-3">
        <AppIcon
          type={base.icon?.icon_type ?? "emoji"}
          icon={base.icon?.icon ?? DEFAULT_BASE_ICON.icon}
          background={base.icon?.icon_background ?? DEFAULT_BASE_ICON.background}
        />
        <div className="min-w-0 flex-1 pr-7">
          <h2 className="truncate text-read font-semibold">
            <Link
              to="/knowledge/$datasetId/documents"
              params={{ datasetId: base.id }}
              className="text-fg no-underline after:absolute after:inset-0 after:rounded-card"
            >
              {base.name}
            </Link>
          </h2>
          <p className="truncate text-small text-fg-3" title={formatTime(seconds(base.updated_at), zone)}>
            {base.author_name ? t("edited", { who: base.author_name, when }) : when}
          </p>
        </div>
      </div>
      <p className="mt-2 line-clamp-2 text-base break-words text-fg-2">{base.description}</p>
      <div className="mt-auto flex flex-wrap items-center gap-1.5 pt-2">
        <Badge>{t(`kind.${kindOf(base)}`)}</Badge>
        {base.indexing_technique && (
          <Badge tone={base.embedding_available ? "accent" : "warn"}>
            {base.indexing_technique === "economy"
              ? t("index.economy")
              : `${t("index.highShort")} · ${t(`method.${base.retrieval_model.search_method}`)}`}
          </Badge>
        )}
        <Seen base={base} />
        {base.tags.slice(0, 3).map((tag) => (
          <Badge key={tag.id} tone="info" className="max-w-24">
            {tag.name}
          </Badge>
        ))}
      </div>
      <Counts base={base} />
      <div className="absolute top-2 right-2">
        <Menu
          trigger={
            <IconButton
              size="compact"
              label={t("menuOf", { name: base.name })}
              icon={<MoreHorizontal size={16} />}
              className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
            />
          }
          entries={[
            { label: t("menu.rename"), icon: <Pencil size={14} />, onSelect: () => onAction("rename") },
            { label: t("menu.tags"), icon: <Tags size={14} />, onSelect: () => onAction("tags") },
            {
              label: t("menu.settings"),
              icon: <Settings size={14} />,
              onSelect: () =>
                void navigate({
                  to: "/knowledge/$datasetId/settings",
                  params: { datasetId: base.id },
                }),
            },
            "separator",
            { label: t("menu.delete"), icon: <Trash2 size={14} />, danger: true, onSelect: () => onAction("delete") },
          ]}
        />
      </div>
    </li>
  );
}

/** Who sees the base; the usual case, everybody, goes without saying. */
function Seen({ base }: { base: Dataset }) {
  const { t } = useTranslation("knowledge");
  if (base.permission === "all_team_members") return null;
  const Icon = base.permission === "only_me" ? Lock : UserRoundCheck;
  return <Badge icon={<Icon aria-hidden size={11} />}>{t(`permission.${base.permission}`)}</Badge>;
}

function Counts({ base }: { base: Dataset }) {
  const { t } = useTranslation("knowledge");
  const waiting = base.document_count - base.available_document_count;
  return (
    <p className="tabular mt-2 flex items-center gap-3 border-t pt-2 text-small text-fg-3">
      <span className="flex items-center gap-1">
        <FileText aria-hidden size={12} />
        {t("documentCount", { count: base.document_count })}
      </span>
      <span className="flex items-center gap-1">
        <AppWindow aria-hidden size={12} />
        {t("linkedApps", { count: base.app_count })}
      </span>
      {waiting > 0 && (
        <Tooltip text={t("notAvailableHelp")}>
          <span className="relative ml-auto text-warn">{t("notAvailable", { count: waiting })}</span>
        </Tooltip>
      )}
      {waiting === 0 && base.word_count > 0 && (
        <span className="ml-auto">
          {t("characters", { count: base.word_count, number: formatNumber(base.word_count) })}
        </span>
      )}
    </p>
  );
}
