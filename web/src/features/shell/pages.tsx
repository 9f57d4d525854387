import { Link, type ErrorComponentProps } from "@tanstack/react-router";
import { Compass, Lock, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { Button } from "@/ui/Button";
import { ErrorBlock } from "@/ui/Feedback";

function Calm({ icon, title, text, children }: { icon: ReactNode; title: string; text: string; children?: ReactNode }) {
  return (
    <main className="mx-auto flex max-w-md flex-col items-center px-4 py-24 text-center">
      <span className="mb-4 grid size-12 place-items-center rounded-card bg-sunken text-fg-3">{icon}</span>
      <h1 className="text-title">{title}</h1>
      <p className="mt-1 text-base text-fg-2">{text}</p>
      <div className="mt-5 w-full">{children}</div>
    </main>
  );
}

function ToStudio() {
  const { t } = useTranslation();
  return (
    <Button asChild>
      <Link to="/apps">{t("page.toStudio")}</Link>
    </Button>
  );
}

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Calm icon={<Compass size={22} />} title={t("page.notFound")} text={t("page.notFoundText")}>
      <ToStudio />
    </Calm>
  );
}

/** For a page that the person's role does not reach. */
export function NoRight({ needs }: { needs: "owner" | "admin" | "editor" }) {
  const { t } = useTranslation();
  return (
    <Calm
      icon={<Lock size={22} />}
      title={t("page.noRight")}
      text={t("page.noRightText", { role: t(`role.${needs}`) })}
    />
  );
}

/** What a page shows that threw; the shell around it stays. */
export function PageError({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation();
  const explain = useExplain();
  const { title, details } = explain(error);
  return (
    <Calm icon={<TriangleAlert size={22} />} title={t("page.broken")} text={t("page.brokenText")}>
      <ErrorBlock title={title} details={details ?? String(error)} onRetry={reset} className="mb-4 text-left" />
      <Button onClick={() => location.reload()}>{t("page.reload")}</Button>
    </Calm>
  );
}
