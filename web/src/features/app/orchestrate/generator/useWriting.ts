import { useCallback, useEffect, useRef, useState } from "react";
import { ApiError } from "@/api/error";
import { generate, type GenerateKind, type Wish } from "@/api/generate";
import { text } from "@/editor/raw";
import { plain } from "./plain";

export interface Written {
  text: string;
  /** The model stopped at its limit of tokens. */
  cut: boolean;
}

/** What a model has written so far, version by version; a version that came to nothing goes again. */
export function useWriting(appId: string, kind: GenerateKind) {
  const [versions, setVersions] = useState<readonly Written[]>([]);
  const [shown, show] = useState(0);
  const [running, setRunning] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const abort = useRef<AbortController | null>(null);
  const stop = useCallback(() => abort.current?.abort(), []);
  useEffect(() => stop, [stop]);
  const write = async (wish: Wish) => {
    const control = new AbortController();
    abort.current = control;
    setRunning(true);
    setError(null);
    const at = versions.length;
    let said = "";
    const put = (written: Written) => setVersions((all) => [...all.slice(0, at), written]);
    put({ text: "", cut: false });
    show(at);
    try {
      for await (const event of generate(appId, kind, wish, { signal: control.signal })) {
        if (event.event === "error") {
          throw new ApiError(text(event["code"]), text(event["message"]), Number(event["status"]));
        }
        said += event.event === "text" ? text(event["text"]) : "";
        put(
          event.event === "end"
            ? { text: text(event["text"]), cut: event["cut"] === true }
            : { text: plain(said), cut: false },
        );
      }
    } catch (problem) {
      // What was stopped by hand stays as far as it came.
      if (!control.signal.aborted) setError(problem);
      if (!control.signal.aborted || plain(said) === "") {
        setVersions((all) => all.slice(0, at));
        show(Math.max(0, at - 1));
      }
    }
    setRunning(false);
  };
  return { versions, shown, show, running, error, write, stop };
}
