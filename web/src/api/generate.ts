import { consoleFetch } from "./http";
import { followStream, type StreamControl, type StreamEvent } from "./sse";
import type { Body } from "./types";

type Path = "/console/api/apps/{app_id}/generate/{kind}";
export type GenerateKind = "prompt" | "code" | "schema";
/** What a builder asks a model to write. */
export type Wish = Partial<Body<Path, "post">> & { instruction: string };

/** Events `text` with pieces, then `end` with the whole, or `error`. Closing the connection stops the model. */
export function generate(
  appId: string,
  kind: GenerateKind,
  wish: Wish,
  control: StreamControl,
): AsyncGenerator<StreamEvent> {
  return followStream({
    ...control,
    open: (signal) =>
      consoleFetch(`/console/api/apps/${appId}/generate/${kind}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify(wish),
        signal,
      }),
    isLast: ({ event }) => event === "end" || event === "error",
  });
}
