import { useState, type FormEvent, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useAccount, useChangePassword, useUpdateAccount } from "@/api/account";
import type { Account } from "@/api/types";
import { LANGUAGE_NAMES, LANGUAGES, nearest, setLanguage } from "@/i18n";
import { useExplain } from "@/i18n/useExplain";
import {
  applyTheme,
  Button,
  Combobox,
  ErrorBlock,
  isTheme,
  PasswordField,
  RadioCards,
  TextField,
  THEMES,
  toast,
} from "@/ui";

export function AccountPage() {
  const account = useAccount().data;
  if (!account) return null;
  return (
    <div className="max-w-md space-y-8">
      <Profile account={account} />
      <Appearance account={account} />
      <Password />
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="space-y-4">
      <h3 className="text-read">{title}</h3>
      {children}
    </section>
  );
}

function Profile({ account }: { account: Account }) {
  const { t } = useTranslation(["settings", "common"]);
  const explain = useExplain();
  const update = useUpdateAccount();
  const [name, setName] = useState(account.name);
  const changed = name.trim() !== account.name && name.trim() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (changed) update.mutate({ name: name.trim() }, { onSuccess: () => toast.ok(t("common:saved")) });
  };
  return (
    <Part title={t("account.profile")}>
      <form onSubmit={submit} className="space-y-4">
        <TextField
          label={t("account.name")}
          value={name}
          maxLength={100}
          onChange={(event) => setName(event.target.value)}
          error={!name.trim() && t("account.required")}
        />
        <TextField label={t("account.email")} value={account.email} readOnly />
        {update.error && <ErrorBlock {...explain(update.error)} />}
        <Button type="submit" loading={update.isPending} disabled={!changed}>
          {t("common:save")}
        </Button>
      </form>
    </Part>
  );
}

function Appearance({ account }: { account: Account }) {
  const { t } = useTranslation(["settings", "common"]);
  const explain = useExplain();
  const update = useUpdateAccount();
  const onError = (error: Error) => toast.bad(explain(error).title);
  const zones = [...new Set([account.timezone, "UTC", ...Intl.supportedValuesOf("timeZone")])];
  return (
    <Part title={t("account.appearance")}>
      <RadioCards
        label={t("account.language")}
        value={nearest(account.language)}
        onValueChange={(language) => {
          void setLanguage(language);
          update.mutate({ language: language === "zh-Hans" ? "zh_Hans" : "en_US" }, { onError });
        }}
        options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
      />
      <RadioCards
        label={t("account.theme")}
        columns={3}
        value={isTheme(account.theme) ? account.theme : "system"}
        onValueChange={(theme) => {
          applyTheme(theme);
          update.mutate({ theme }, { onError });
        }}
        options={THEMES.map((value) => ({ value, label: t(`common:account.${value}`) }))}
      />
      <Combobox
        label={t("account.timezone")}
        value={account.timezone}
        onValueChange={(timezone) => update.mutate({ timezone }, { onError })}
        options={zones.map((zone) => ({ value: zone, text: zone.replaceAll("_", " ") }))}
      />
    </Part>
  );
}

function Password() {
  const { t } = useTranslation("settings");
  const explain = useExplain();
  const change = useChangePassword();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [tried, setTried] = useState(false);
  const strong = [...next].length >= 8 && /\p{L}/u.test(next) && /\d/.test(next);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!current || !strong) return;
    change.mutate(
      { password: current, new_password: next },
      {
        onSuccess: () => {
          toast.ok(t("account.changed"));
          setCurrent("");
          setNext("");
          setTried(false);
        },
      },
    );
  };
  return (
    <Part title={t("account.password")}>
      <form onSubmit={submit} noValidate className="space-y-4">
        <PasswordField
          label={t("account.current")}
          autoComplete="current-password"
          value={current}
          onChange={(event) => setCurrent(event.target.value)}
          error={tried && !current && t("account.required")}
        />
        <PasswordField
          label={t("account.new")}
          help={t("account.rule")}
          autoComplete="new-password"
          value={next}
          onChange={(event) => setNext(event.target.value)}
          error={tried && !strong && t("account.weak")}
        />
        {change.error && <ErrorBlock {...explain(change.error)} />}
        <Button type="submit" loading={change.isPending}>
          {t("account.change")}
        </Button>
      </form>
    </Part>
  );
}
