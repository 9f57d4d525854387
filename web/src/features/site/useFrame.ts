import { useEffect, useState } from "react";

/** What a page inside a frame says to the page around it, and hears from it (the published embedding contract). */
export function useFrame(framed: boolean): { expand: (() => void) | null } {
  const [toggled, setToggled] = useState(false);
  useEffect(() => {
    if (!framed || window.parent === window) return;
    const hear = (event: MessageEvent<unknown>) => {
      if (event.source !== window.parent) return;
      const data = event.data as { type?: string; payload?: { isToggledByButton?: boolean } } | null;
      if (data?.type === "dify-chatbot-config") setToggled(data.payload?.isToggledByButton === true);
    };
    window.addEventListener("message", hear);
    window.parent.postMessage({ type: "dify-chatbot-iframe-ready" }, "*");
    return () => window.removeEventListener("message", hear);
  }, [framed]);
  return { expand: toggled ? () => window.parent.postMessage({ type: "dify-chatbot-expand-change" }, "*") : null };
}
