import { applyEvents } from "@/run/trace";
import { emptyTrace, type Trace } from "@/run/state";
import type { RunEvent } from "@/run/events";

/** What came of a run as one text: the answer, the only output, or all outputs as JSON. */
export function resultText(trace: Trace): string {
  const outputs = Object.values(trace.outputs ?? {});
  if (outputs.length === 0) return trace.text;
  const [first] = outputs;
  return outputs.length === 1 && typeof first === "string" ? first : JSON.stringify(trace.outputs, null, 2);
}

/** Reads a stream to its end; `task` is told once, so that it can be stopped. Throws what the stream throws. */
export async function collect(events: AsyncIterable<unknown>, task?: (id: string) => void): Promise<Trace> {
  let trace = emptyTrace();
  let told = false;
  for await (const event of events) {
    const known = event as RunEvent;
    if (!told && known.task_id) {
      told = true;
      task?.(known.task_id);
    }
    trace = applyEvents(trace, [known]);
  }
  return trace;
}
