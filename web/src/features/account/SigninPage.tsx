import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { SignInForm } from "./SignInForm";
import { WayIn } from "./WayIn";

/** Only addresses of this console are followed after signing in. */
const safeNext = (next: string | undefined) => (next && /^\/(?![/\\])/.test(next) ? next : "/apps");

export function SigninPage() {
  const { t } = useTranslation("account");
  const navigate = useNavigate();
  const queries = useQueryClient();
  const { next } = useSearch({ from: "/signin" });
  const done = () => {
    queries.clear();
    void navigate({ href: safeNext(next) });
  };
  return (
    <WayIn title={t("signin.title")}>
      <SignInForm onDone={done} />
    </WayIn>
  );
}
