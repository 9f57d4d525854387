import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { accountQuery } from "@/api/account";
import { gaveUp, signedIn } from "@/api/session";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { SignInForm } from "./SignInForm";

/** Asks to sign in again over the page; requests that failed meanwhile are repeated afterwards. */
export function SessionDialog() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [email] = useState(() => queries.getQueryData(accountQuery.queryKey)?.email);
  const leave = () => {
    gaveUp();
    queries.clear();
    void navigate({ to: "/signin" });
  };
  return (
    <Dialog
      open
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
      <SignInForm email={email} onDone={signedIn} />
    </Dialog>
  );
}
