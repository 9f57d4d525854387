import { csrfToken } from "./session";

/** An answer that nobody took by then would be told too late, milliseconds. */
const KEEP = 10_000;

const answers = new Map<string, Promise<Response>>();

/** What the page at an address asks for first. */
export function firstPaths(pathname: string): string[] {
  if (/^\/(signin|install|activate|reference)/.test(pathname)) return [];
  const app = /^\/app\/([^/]+)\//.exec(pathname)?.[1];
  return ["/console/api/account", "/console/api/workspaces/current", ...(app ? [`/console/api/apps/${app}`] : [])];
}

/** Asks before the code that needs the answers has loaded; who is not signed in asks nothing. */
export function askAhead(paths: readonly string[]): void {
  if (csrfToken() === "") return;
  for (const path of paths) {
    const answer = fetch(path);
    // Whoever takes it hears of the failure.
    answer.catch(() => undefined);
    answers.set(new URL(path, location.href).href, answer);
  }
  setTimeout(() => answers.clear(), KEEP);
}

/** The answer to this request when it was asked for ahead; once. */
export function takeAhead(request: Request): Promise<Response> | undefined {
  const answer = request.method === "GET" ? answers.get(request.url) : undefined;
  answers.delete(request.url);
  return answer;
}
