import { takeAhead } from "./ahead";
import { ApiError, errorOf } from "./error";
import { csrfToken, restoreSession } from "./session";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
const NO_REFRESH = /\/console\/api\/(login|logout|refresh|setup)$/;

/**
 * `fetch` as the console needs it: sends the CSRF token, brings an ended session back once and repeats,
 * throws `ApiError` for every answer that is not a success and when the server cannot be reached.
 */
export async function consoleFetch(input: Request | string, init?: RequestInit): Promise<Response> {
  const request = new Request(input, init);
  let response = await send(request.clone());
  if (response.status === 401 && !NO_REFRESH.test(new URL(request.url).pathname) && (await restoreSession())) {
    response = await send(request.clone());
  }
  if (!response.ok) throw await errorOf(response);
  return response;
}

async function send(request: Request): Promise<Response> {
  if (!SAFE.has(request.method)) request.headers.set("X-CSRF-Token", csrfToken());
  try {
    return await (takeAhead(request) ?? fetch(request));
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new ApiError("unreachable", "The server cannot be reached.", 0);
  }
}
