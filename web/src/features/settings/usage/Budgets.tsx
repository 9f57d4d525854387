import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useBudgetChanges, useBudgets, type Budget } from "@/api/usage";
import { useExplain } from "@/i18n/useExplain";
import {
  Badge,
  Button,
  cn,
  Dialog,
  ErrorBlock,
  formatMoney,
  formatNumber,
  formatTime,
  IconButton,
  Skeleton,
  Switch,
  toast,
} from "@/ui";
import { BudgetDialog } from "./BudgetDialog";

/** How much may be used of models, and how much of it is spent. */
export function Budgets({ allowed }: { allowed: boolean }) {
  const { t } = useTranslation("usage");
  const explain = useExplain();
  const budgets = useBudgets();
  const [editing, setEditing] = useState<{ budget?: Budget }>();
  const [leaving, setLeaving] = useState<Budget>();
  const all = budgets.data?.data;
  return (
    <section aria-labelledby="budgets" className="space-y-2">
      <div className="flex flex-wrap items-center gap-2">
        <div className="min-w-48 flex-1">
          <h3 id="budgets" className="text-read">
            {t("budget.title")}
          </h3>
          <p className="text-small text-fg-3">{t("budget.text")}</p>
        </div>
        {allowed && (
          <Button size="compact" icon={<Plus size={13} />} onClick={() => setEditing({})}>
            {t("budget.add")}
          </Button>
        )}
      </div>
      {budgets.error && <ErrorBlock {...explain(budgets.error)} onRetry={() => void budgets.refetch()} />}
      {!all && !budgets.error && <Skeleton className="h-16" />}
      {all?.length === 0 && (
        <p className="rounded-card border bg-surface p-4 text-base text-fg-3">{t("budget.none")}</p>
      )}
      {all !== undefined && all.length > 0 && (
        <ul aria-label={t("budget.title")} className="divide-y rounded-card border bg-surface">
          {all.map((budget) => (
            <Row
              key={budget.id}
              budget={budget}
              allowed={allowed}
              onEdit={() => setEditing({ budget })}
              onDelete={() => setLeaving(budget)}
            />
          ))}
        </ul>
      )}
      {editing && <BudgetDialog budget={editing.budget} onClose={() => setEditing(undefined)} />}
      {leaving && <Remove budget={leaving} onClose={() => setLeaving(undefined)} />}
    </section>
  );
}

function useWords() {
  const { t, i18n } = useTranslation("usage");
  const amount = (budget: Budget, value: string) =>
    budget.metric === "money"
      ? formatMoney(value, budget.currency, i18n.language)
      : t("budget.tokens", { tokens: formatNumber(Number(value)) });
  const whose = (budget: Budget) =>
    budget.scope === "workspace"
      ? t("budget.scope.workspace")
      : t(`budget.of.${budget.scope}`, { name: budget.target_name ?? t("gone") });
  const limit = (budget: Budget) => t(`budget.limit.${budget.period}`, { amount: amount(budget, budget.most) });
  return { amount, whose, limit };
}

function Row(props: { budget: Budget; allowed: boolean; onEdit: () => void; onDelete: () => void }) {
  const { budget, allowed, onEdit, onDelete } = props;
  const { t } = useTranslation("usage");
  const explain = useExplain();
  const { change } = useBudgetChanges();
  const { amount, whose, limit } = useWords();
  const part = Math.min(1, Number(budget.spent) / Number(budget.most));
  const tone = part >= 1 ? "bg-bad" : part >= 0.8 ? "bg-warn" : "bg-accent";
  const name = `${whose(budget)}, ${limit(budget)}`;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-3 py-2.5">
      <div className="min-w-44 flex-1">
        <p className={cn("flex flex-wrap items-center gap-x-2", !budget.enabled && "text-fg-3")}>
          <span className="min-w-0 truncate font-medium">{whose(budget)}</span>
          {budget.exhausted && budget.enabled && <Badge tone="bad">{t("budget.spent")}</Badge>}
          {!budget.enabled && <Badge>{t("budget.off")}</Badge>}
        </p>
        <p className="text-small text-fg-3">
          {limit(budget)}
          {budget.begins_anew_at &&
            ` · ${t("budget.anew", { when: formatTime(Date.parse(budget.begins_anew_at) / 1000) })}`}
        </p>
      </div>
      <div className="w-48 max-sm:w-full">
        <p className="tabular mb-1 text-small text-fg-2">
          {t("budget.soFar", { spent: amount(budget, budget.spent), percent: Math.round(part * 100) })}
        </p>
        <div
          role="progressbar"
          aria-label={t("budget.progress", { name })}
          aria-valuenow={Math.round(part * 100)}
          aria-valuemin={0}
          aria-valuemax={100}
          className="h-1.5 overflow-hidden rounded-full bg-sunken"
        >
          <div className={cn("h-full", tone)} style={{ width: `${part * 100}%` }} />
        </div>
      </div>
      {allowed && (
        <span className="flex items-center gap-1 max-sm:ml-auto">
          <Switch
            hideLabel
            className="mr-1"
            label={t("budget.enabled", { name })}
            checked={budget.enabled}
            disabled={change.isPending}
            onCheckedChange={(enabled) =>
              change.mutate({ id: budget.id, enabled }, { onError: (error) => toast.bad(explain(error).title) })
            }
          />
          <IconButton size="inline" label={t("budget.edit", { name })} icon={<Pencil size={13} />} onClick={onEdit} />
          <IconButton
            size="inline"
            label={t("budget.delete", { name })}
            icon={<Trash2 size={13} />}
            onClick={onDelete}
          />
        </span>
      )}
    </li>
  );
}

function Remove({ budget, onClose }: { budget: Budget; onClose: () => void }) {
  const { t } = useTranslation(["usage", "common"]);
  const explain = useExplain();
  const { remove } = useBudgetChanges();
  const { whose, limit } = useWords();
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="s"
      title={t("budget.deleteTitle")}
      description={t("budget.deleteText", { name: `${whose(budget)}, ${limit(budget)}` })}
      onSubmit={() => remove.mutate(budget.id, { onSuccess: onClose })}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="danger" loading={remove.isPending}>
            {t("common:delete")}
          </Button>
        </>
      }
    >
      {remove.error && <ErrorBlock {...explain(remove.error)} />}
    </Dialog>
  );
}
