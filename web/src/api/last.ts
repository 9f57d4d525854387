import type { StreamEvent } from "./sse";

/**
 * Tells the event after which nothing follows. A chatflow says `message_end` and `workflow_finished` in either order;
 * a failed one says `workflow_finished` and `error`; an answer without a run says `message_end` alone.
 */
export function lastOf(): (event: StreamEvent) => boolean {
  let chat = false;
  let running = false;
  let ended = false;
  let finished = false;
  return (event) => {
    if (event["message_id"] !== undefined) chat = true;
    if (event.event === "workflow_started") running = true;
    if (event.event === "message_end") ended = true;
    if (event.event === "workflow_finished") finished = true;
    if (event.event === "error" || event.event === "workflow_paused") return true;
    return chat ? ended && (finished || !running) : finished;
  };
}
