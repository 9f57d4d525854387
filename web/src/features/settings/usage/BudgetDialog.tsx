import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useApiKeys, useApps } from "@/api/apps";
import { useBudgetChanges, type Budget } from "@/api/usage";
import { useExplain } from "@/i18n/useExplain";
import { Button, Combobox, Dialog, ErrorBlock, NumberField, RadioCards, Select, toast } from "@/ui";

const SCOPES = ["workspace", "app", "key"] as const;
const PERIODS = ["day", "month", "total"] as const;
/** The currencies in which the catalogue names prices. */
const CURRENCIES = ["USD", "CNY"];

/** Adds or changes a budget; whose it is stays as it was. */
export function BudgetDialog({ budget, onClose }: { budget: Budget | undefined; onClose: () => void }) {
  const { t } = useTranslation(["usage", "common"]);
  const explain = useExplain();
  const { add, change } = useBudgetChanges();
  const [scope, setScope] = useState(budget?.scope ?? "workspace");
  const [appId, setAppId] = useState("");
  const [keyId, setKeyId] = useState("");
  const [metric, setMetric] = useState(budget?.metric ?? "money");
  const [currency, setCurrency] = useState(budget?.currency || "USD");
  const [period, setPeriod] = useState(budget?.period ?? "month");
  const [most, setMost] = useState<number | null>(budget ? Number(budget.most) : null);
  const [tried, setTried] = useState(false);
  const target = scope === "app" ? appId : scope === "key" ? keyId : null;
  const wrong = most === null || !(most > 0);
  const homeless = !budget && target === "";
  const saving = budget ? change : add;
  const submit = () => {
    setTried(true);
    if (saving.isPending || wrong || homeless) return;
    const body = { metric, currency: metric === "money" ? currency : "", period, most };
    const onSuccess = () => {
      toast.ok(t("budget.saved"));
      onClose();
    };
    if (budget) change.mutate({ id: budget.id, ...body }, { onSuccess });
    else add.mutate({ ...body, scope, target, enabled: true }, { onSuccess });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(budget ? "budget.editTitle" : "budget.add")}
      description={t("budget.text")}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={saving.isPending}>
            {t("common:save")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        {!budget && (
          <RadioCards
            label={t("budget.for")}
            columns={3}
            value={scope}
            onValueChange={setScope}
            options={SCOPES.map((value) => ({ value, label: t(`budget.scope.${value}`) }))}
          />
        )}
        {!budget && scope !== "workspace" && (
          <AppField
            value={appId}
            error={tried && appId === "" && t("budget.chooseApp")}
            onChange={(id) => {
              setAppId(id);
              setKeyId("");
            }}
          />
        )}
        {!budget && scope === "key" && appId !== "" && (
          <KeyField
            appId={appId}
            value={keyId}
            error={tried && keyId === "" && t("budget.chooseKey")}
            onChange={setKeyId}
          />
        )}
        <RadioCards
          label={t("budget.metric")}
          value={metric}
          onValueChange={setMetric}
          options={[
            { value: "money", label: t("total.cost"), help: t("budget.moneyHelp") },
            { value: "tokens", label: t("total.tokens"), help: t("budget.tokensHelp") },
          ]}
        />
        <div className="flex flex-wrap gap-3">
          <NumberField
            className="min-w-36 flex-1"
            label={t("budget.most")}
            min={0}
            step={metric === "tokens" ? 1000 : "any"}
            value={most}
            error={tried && wrong && t("budget.wrongMost")}
            onValueChange={setMost}
          />
          {metric === "money" && (
            <Select
              className="w-28"
              label={t("budget.currency")}
              value={currency}
              onValueChange={setCurrency}
              options={[...new Set([...CURRENCIES, currency])].map((value) => ({ value, label: value }))}
            />
          )}
        </div>
        <RadioCards
          label={t("budget.period")}
          columns={3}
          value={period}
          onValueChange={setPeriod}
          options={PERIODS.map((value) => ({ value, label: t(`budget.each.${value}`) }))}
        />
        {saving.error && <ErrorBlock {...explain(saving.error)} />}
      </div>
    </Dialog>
  );
}

type FieldProps = { value: string; error: string | false; onChange: (id: string) => void };

function AppField({ value, error, onChange }: FieldProps) {
  const { t } = useTranslation("usage");
  const apps = useApps({ limit: 100 }).data?.data ?? [];
  return (
    <Combobox
      label={t("by.app")}
      placeholder={t("budget.chooseApp")}
      value={value || undefined}
      error={error}
      onValueChange={onChange}
      options={apps.map((app) => ({ value: app.id, text: app.name }))}
    />
  );
}

function KeyField({ appId, value, error, onChange }: FieldProps & { appId: string }) {
  const { t } = useTranslation("usage");
  const keys = useApiKeys(appId).data?.data ?? [];
  return (
    <Select
      label={t("by.key")}
      placeholder={t(keys.length > 0 ? "budget.chooseKey" : "budget.noKeys")}
      disabled={keys.length === 0}
      value={value || undefined}
      error={error}
      onValueChange={onChange}
      options={keys.map((key) => ({ value: key.id, label: key.token }))}
    />
  );
}
