import { lazy, Suspense, useEffect, useState } from "react";
import { onSignInNeeded } from "@/api/session";

const SessionDialog = lazy(async () => ({ default: (await import("./SessionDialog")).SessionDialog }));

/** Shows the sign-in dialog over the page when the session ended and could not be renewed. */
export function SessionWatch() {
  const [needed, setNeeded] = useState(false);
  useEffect(() => {
    onSignInNeeded(setNeeded);
    return () => onSignInNeeded(null);
  }, []);
  return needed ? (
    <Suspense>
      <SessionDialog />
    </Suspense>
  ) : null;
}
