import { CircleOff, WifiOff } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { EmptyState, Skeleton } from "@/ui/Feedback";
import { useSite } from "./useSite";

const ChatPage = lazy(() => import("./ChatPage").then((module) => ({ default: module.ChatPage })));
const GeneratorPage = lazy(() => import("./GeneratorPage").then((module) => ({ default: module.GeneratorPage })));

export function SitePage() {
  const { t } = useTranslation("site");
  const [state, retry] = useSite();
  const page = state.state === "ready" ? state.site.address.page : null;
  switch (state.state) {
    case "loading":
      return <Loading label={t("loading")} />;
    case "unavailable":
      return (
        <main className="grid h-full place-items-center">
          <EmptyState icon={<CircleOff size={20} />} title={<h1>{t("unavailable")}</h1>} text={t("unavailableText")} />
        </main>
      );
    case "failed":
      return (
        <main className="grid h-full place-items-center">
          <EmptyState
            icon={<WifiOff size={20} />}
            title={<h1>{t("unreachable")}</h1>}
            action={
              <Button size="touch" variant="primary" onClick={retry}>
                {t("retry")}
              </Button>
            }
          />
        </main>
      );
    case "ready":
      return (
        <Suspense fallback={<Loading label={t("loading")} />}>
          {page === "workflow" || page === "completion" ? (
            <GeneratorPage site={state.site} kind={page} />
          ) : (
            <ChatPage site={state.site} />
          )}
        </Suspense>
      );
  }
}

function Loading({ label }: { label: string }) {
  return (
    <main aria-busy aria-label={label} className="mx-auto flex h-full max-w-[760px] flex-col gap-6 px-4 py-20">
      <Skeleton className="h-10 w-2/5 self-end" />
      <Skeleton className="h-24 w-4/5" />
      <Skeleton className="h-10 w-1/3 self-end" />
      <Skeleton className="h-32 w-3/4" />
    </main>
  );
}
