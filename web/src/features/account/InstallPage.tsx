import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useInstall, useSetup } from "@/api/account";
import { ApiError } from "@/api/error";
import type { SetupState } from "@/api/types";
import { useExplain } from "@/i18n/useExplain";
import { StatusDot, type Tone } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { ErrorBlock } from "@/ui/Feedback";
import { PasswordField, TextField } from "@/ui/TextField";
import { isEmail, isStrong } from "./rules";
import { WayIn } from "./WayIn";

export function InstallPage() {
  const { t, i18n } = useTranslation("account");
  const explain = useExplain();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const setup = useSetup().data;
  const install = useInstall();
  const [form, setForm] = useState({ init_password: "", email: "", name: "", password: "", workspace_name: "" });
  const [tried, setTried] = useState(false);
  const field = (name: keyof typeof form) => ({
    name,
    value: form[name],
    onChange: (event: { target: { value: string } }) => setForm((old) => ({ ...old, [name]: event.target.value })),
  });
  const workspaceDefault = form.name.trim() ? t("workspaceDefault", { name: form.name.trim() }) : "";
  const errors = {
    email: form.email.trim() ? !isEmail(form.email) && t("badEmail") : t("required"),
    name: !form.name.trim() && t("required"),
    password: form.password ? !isStrong(form.password) && t("weak") : t("required"),
    init_password: setup?.needs_init_password ? !form.init_password && t("required") : false,
  };
  const shown = (name: keyof typeof errors) => tried && errors[name];
  const wrongSetupPassword =
    install.error instanceof ApiError && install.error.code.includes("init_password") && explain(install.error).title;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(errors).some(Boolean)) return;
    install.mutate(
      {
        email: form.email.trim(),
        name: form.name.trim(),
        password: form.password,
        workspace_name: form.workspace_name.trim() || workspaceDefault,
        language: i18n.language === "zh-Hans" ? "zh_Hans" : "en_US",
        ...(setup?.needs_init_password ? { init_password: form.init_password } : {}),
      },
      {
        onSuccess: () => {
          queries.clear();
          void navigate({ to: "/apps" });
        },
      },
    );
  };
  return (
    <WayIn title={t("install.title")} text={t("install.text")}>
      <form onSubmit={submit} noValidate className="space-y-4">
        {setup?.needs_init_password && (
          <PasswordField
            {...field("init_password")}
            label={t("install.setupPassword")}
            help={t("install.setupPasswordHelp")}
            error={shown("init_password") || wrongSetupPassword}
            autoComplete="off"
          />
        )}
        <TextField
          {...field("email")}
          type="email"
          label={t("email")}
          help={t("emailHelp")}
          error={shown("email")}
          autoComplete="username"
          autoFocus
        />
        <TextField {...field("name")} label={t("name")} error={shown("name")} autoComplete="name" />
        <PasswordField
          {...field("password")}
          label={t("password")}
          help={t("passwordRule")}
          error={shown("password")}
          autoComplete="new-password"
        />
        <TextField {...field("workspace_name")} label={t("workspaceName")} placeholder={workspaceDefault} optional />
        {install.error && !wrongSetupPassword && <ErrorBlock {...explain(install.error)} />}
        <Button type="submit" variant="primary" loading={install.isPending}>
          {t("install.submit")}
        </Button>
      </form>
      {setup && <Checks checks={setup.checks} />}
    </WayIn>
  );
}

const TONE: Record<SetupState["checks"][number]["status"], Tone> = { ok: "ok", limited: "warn", failed: "bad" };

function Checks({ checks }: { checks: SetupState["checks"] }) {
  const { t, i18n } = useTranslation("account");
  const count = checks.filter((check) => check.status !== "ok").length;
  const name = (key: string) =>
    i18n.exists(`check.${key}`, { ns: "account" }) ? t(`check.${key}` as "check.disk") : key;
  if (checks.length === 0) return null;
  return (
    <details className="mt-8 rounded-card border bg-surface" open={checks.some((check) => check.status === "failed")}>
      <summary className="px-3 py-2 text-base">
        {t("install.checks")}
        <span className={count ? "ml-2 text-small text-warn" : "ml-2 text-small text-ok"}>
          {count ? t("install.attention", { count }) : t("install.allWell")}
        </span>
      </summary>
      <ul className="divide-y border-t">
        {checks.map((check) => (
          <li key={check.name} className="px-3 py-2">
            <div className="flex items-center justify-between gap-3">
              <span className="text-base">{name(check.name)}</span>
              <StatusDot tone={TONE[check.status]}>{t(`checkStatus.${check.status}`)}</StatusDot>
            </div>
            {check.detail && <p className="text-small break-words text-fg-3">{check.detail}</p>}
          </li>
        ))}
      </ul>
    </details>
  );
}
