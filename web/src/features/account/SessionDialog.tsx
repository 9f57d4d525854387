import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { accountQuery } from "@/api/account";
import { gaveUp, onSignInNeeded, signedIn } from "@/api/session";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";

const SignInForm = lazy(async () => ({ default: (await import("./SignInForm")).SignInForm }));

/** Asks to sign in again over the page; requests that failed meanwhile are repeated afterwards. */
export function SessionDialog() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [needed, setNeeded] = useState(false);
  useEffect(() => {
    onSignInNeeded(setNeeded);
    return () => onSignInNeeded(null);
  }, []);
  const email = queries.getQueryData(accountQuery.queryKey)?.email;
  const leave = () => {
    gaveUp();
    queries.clear();
    void navigate({ to: "/signin" });
  };
  return (
    <Dialog
      open={needed}
      onOpenChange={() => undefined}
      size="s"
      title={t("session.ended")}
      description={t("session.endedText")}
      footer={
        <Button variant="ghost" onClick={leave}>
          {t("session.leave")}
        </Button>
      }
    >
      <Suspense>
        <SignInForm email={email} onDone={signedIn} />
      </Suspense>
    </Dialog>
  );
}
