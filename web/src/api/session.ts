/** One shared refresh of the session; many requests may find out at once that it ended. */
type Waiter = { resolve: () => void; reject: (reason: Error) => void };

let refreshing: Promise<boolean> | null = null;
let waiting: Waiter[] = [];
let listener: ((needed: boolean) => void) | null = null;

export const csrfToken = () => /(?:^|; )tenon_csrf=([^;]*)/.exec(document.cookie)?.[1] ?? "";

async function refresh(): Promise<boolean> {
  try {
    const response = await fetch("/console/api/refresh", {
      method: "POST",
      headers: { "X-CSRF-Token": csrfToken() },
    });
    return response.ok;
  } catch {
    return false;
  }
}

/** Tells the page that a sign-in is needed (or no more); it answers with `signedIn` or `gaveUp`. */
export function onSignInNeeded(callback: ((needed: boolean) => void) | null) {
  listener = callback;
}

export function signedIn() {
  const all = waiting;
  waiting = [];
  listener?.(false);
  for (const waiter of all) waiter.resolve();
}

export function gaveUp() {
  const all = waiting;
  waiting = [];
  listener?.(false);
  for (const waiter of all) waiter.reject(new Error("sign-in was cancelled"));
}

/**
 * Brings the session back after a 401: silently, else by asking the person.
 * Resolves to false when there is nobody to ask (sign-in page) or nobody signed in.
 */
export async function restoreSession(): Promise<boolean> {
  refreshing ??= refresh().finally(() => {
    refreshing = null;
  });
  if (await refreshing) return true;
  const ask = listener;
  if (!ask) return false;
  try {
    await new Promise<void>((resolve, reject) => {
      waiting.push({ resolve, reject });
      ask(true);
    });
    return true;
  } catch {
    return false;
  }
}
