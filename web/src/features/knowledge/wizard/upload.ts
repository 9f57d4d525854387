import { ApiError, errorOf } from "@/api/error";
import { csrfToken, restoreSession } from "@/api/session";

const ADDRESS = "/console/api/files/upload";

/** Sends a file and tells how much of it has left, 0..1; answers with the id under which it is kept. */
export async function upload(file: File, onProgress: (part: number) => void, signal: AbortSignal): Promise<string> {
  let answer = await send(file, onProgress, signal);
  if (answer.status === 401 && (await restoreSession())) answer = await send(file, onProgress, signal);
  if (!answer.ok) throw await errorOf(answer);
  return ((await answer.json()) as { id: string }).id;
}

/** `fetch` cannot tell how far a request is. */
function send(file: File, onProgress: (part: number) => void, signal: AbortSignal): Promise<Response> {
  return new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", file);
    request.open("POST", ADDRESS);
    request.setRequestHeader("X-CSRF-Token", csrfToken());
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => done(new Response(request.responseText, { status: request.status }));
    request.onerror = () => fail(new ApiError("unreachable", "The server cannot be reached.", 0));
    request.onabort = () => fail(new DOMException("aborted", "AbortError"));
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(body);
  });
}
