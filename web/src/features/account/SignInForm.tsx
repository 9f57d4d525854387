import { useEffect, useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { useSignIn } from "@/api/account";
import { ApiError } from "@/api/error";
import { useExplain } from "@/i18n/useExplain";
import { Button } from "@/ui/Button";
import { CodeBlock } from "@/ui/CodeBlock";
import { ErrorBlock } from "@/ui/Feedback";
import { PasswordField, TextField } from "@/ui/TextField";

export function SignInForm({ email: known, onDone }: { email?: string | undefined; onDone: () => void }) {
  const { t } = useTranslation("account");
  const explain = useExplain();
  const [email, setEmail] = useState(known ?? "");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const [forgot, setForgot] = useState(false);
  const signIn = useSignIn();
  const seconds = useCountdown(signIn.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (email.trim() && password) signIn.mutate({ email: email.trim(), password }, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <TextField
        label={t("email")}
        type="email"
        name="email"
        autoComplete="username"
        autoFocus={!known}
        readOnly={known !== undefined}
        value={email}
        onChange={(event) => setEmail(event.target.value)}
        error={tried && !email.trim() && t("required")}
      />
      <PasswordField
        label={t("password")}
        name="password"
        autoComplete="current-password"
        autoFocus={known !== undefined}
        value={password}
        onChange={(event) => setPassword(event.target.value)}
        error={tried && !password && t("required")}
      />
      {signIn.error && <ErrorBlock title={seconds > 0 ? t("signin.wait", { seconds }) : explain(signIn.error).title} />}
      <div className="flex items-center gap-2">
        <Button type="submit" variant="primary" loading={signIn.isPending} disabled={seconds > 0}>
          {t("signin.submit")}
        </Button>
        <Button variant="ghost" aria-expanded={forgot} onClick={() => setForgot(!forgot)}>
          {t("signin.forgot")}
        </Button>
      </div>
      {forgot && (
        <div className="text-base text-fg-2">
          <p className="mb-2">{t("signin.forgotText")}</p>
          <CodeBlock code={`tenon admin reset-password --email ${email.trim() || "you@example.com"}`} wrap />
        </div>
      )}
    </form>
  );
}

/** Seconds until the server takes the next try, when it said so. */
function useCountdown(error: Error | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const wait = error instanceof ApiError && error.status === 429 ? Number(error.body.retry_after ?? 60) : 0;
    // The countdown starts over with each answer.
    // eslint-disable-next-line react-hooks/set-state-in-effect
    setLeft(wait);
    if (wait === 0) return;
    const timer = setInterval(() => setLeft((seconds) => Math.max(0, seconds - 1)), 1000);
    return () => clearInterval(timer);
  }, [error]);
  return left;
}
