import { lazy, Suspense } from "react";
import { withTexts } from "@/i18n";
import { Skeleton } from "@/ui/Feedback";
import { PanelServicesProvider } from "./PanelServices";

const Panel = lazy(
  withTexts(
    () => import("@/editor/panel/Settings").then((module) => ({ default: module.Settings })),
    "panels",
    "forms",
  ),
);

/** The settings of a node, loaded when the first panel opens. */
export function Settings({ id, locate }: { id: string; locate: (node: string) => void }) {
  return (
    <PanelServicesProvider>
      <Suspense
        fallback={
          <div className="flex flex-col gap-4 p-4">
            <Skeleton className="h-8" />
            <Skeleton className="h-40" />
          </div>
        }
      >
        <Panel id={id} locate={locate} />
      </Suspense>
    </PanelServicesProvider>
  );
}
