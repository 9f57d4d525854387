import { useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useActivate, useInvitation } from "@/api/account";
import { useExplain } from "@/i18n/useExplain";
import { Button } from "@/ui/Button";
import { ErrorBlock, Skeleton } from "@/ui/Feedback";
import { PasswordField, TextField } from "@/ui/TextField";
import { isStrong } from "./rules";
import { WayIn } from "./WayIn";

export function ActivatePage() {
  const { t } = useTranslation("account");
  const { token = "" } = useSearch({ from: "/activate" });
  const invitation = useInvitation(token);
  if (invitation.isPending) {
    return (
      <WayIn title={t("activate.submit")}>
        <Skeleton className="h-32" />
      </WayIn>
    );
  }
  if (invitation.error) {
    return (
      <WayIn title={t("activate.invalid")} text={t("activate.invalidText")}>
        <Button asChild>
          <Link to="/signin">{t("activate.toSignin")}</Link>
        </Button>
      </WayIn>
    );
  }
  const { workspace_name: workspace, email } = invitation.data;
  return (
    <WayIn title={t("activate.title", { workspace })} text={t("activate.text", { email })}>
      <ActivateForm token={token} />
    </WayIn>
  );
}

function ActivateForm({ token }: { token: string }) {
  const { t, i18n } = useTranslation("account");
  const explain = useExplain();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const activate = useActivate();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!name.trim() || !isStrong(password)) return;
    const language = i18n.language === "zh-Hans" ? "zh_Hans" : "en_US";
    activate.mutate(
      { token, name: name.trim(), password, language },
      {
        onSuccess: () => {
          queries.clear();
          void navigate({ to: "/apps" });
        },
      },
    );
  };
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <TextField
        label={t("name")}
        autoFocus
        autoComplete="name"
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={tried && !name.trim() && t("required")}
      />
      <PasswordField
        label={t("password")}
        help={t("passwordRule")}
        autoComplete="new-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        error={tried && !isStrong(password) && t("weak")}
      />
      {activate.error && <ErrorBlock {...explain(activate.error)} />}
      <Button type="submit" variant="primary" loading={activate.isPending}>
        {t("activate.submit")}
      </Button>
    </form>
  );
}
