import { useEffect, useMemo, useRef } from "react";
import type { PageReach } from "@/editor/commands";

/** What the canvas may call of the page; one object for good, so that the canvas does not render for it. */
export function usePageReach(page: PageReach): PageReach {
  const latest = useRef(page);
  useEffect(() => {
    latest.current = page;
  });
  return useMemo(
    () => ({
      outline: () => latest.current.outline(),
      run: () => latest.current.run(),
      publish: () => latest.current.publish(),
      step: (node) => latest.current.step(node),
      inspect: () => latest.current.inspect(),
      dock: () => latest.current.dock(),
    }),
    [],
  );
}
