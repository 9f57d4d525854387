import { lazy, Suspense } from "react";
import { withTexts } from "@/i18n";

const Inspector = lazy(
  withTexts(() => import("./Inspector").then((module) => ({ default: module.Inspector })), "panels"),
);

interface Props {
  appId: string;
  open: boolean;
  show: (open: boolean) => void;
  locate: (node: string) => void;
}

/** The place of the inspector below the graph; it is loaded when it opens first. */
export function Dock({ appId, open, show, locate }: Props) {
  if (!open) return null;
  const find = (node: string) => {
    // On a phone the inspector covers the graph.
    if (!matchMedia("(min-width: 900px)").matches) show(false);
    locate(node);
  };
  return (
    <div className="col-start-1 row-start-4 min-w-0">
      <Suspense>
        <Inspector appId={appId} locate={find} onClose={() => show(false)} />
      </Suspense>
    </div>
  );
}
