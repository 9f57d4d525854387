import { lazy, Suspense, useEffect, useState } from "react";
import { onSignInNeeded } from "@/api/session";
import { withTexts } from "@/i18n";

const load = withTexts(() => import("./SessionDialog"), "account");
const SessionDialog = lazy(async () => ({ default: (await load()).SessionDialog }));

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
