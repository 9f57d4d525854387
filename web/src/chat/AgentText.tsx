import { ChevronRight, TriangleAlert, Wrench } from "lucide-react";
import { memo, useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Thought, Trace } from "@/run/state";
import { Spinner } from "@/ui/Spinner";
import { AnswerText } from "./Answer";

/** A tool that a round called, with what went in and what came back. */
export interface ToolCall {
  name: string;
  label: string;
  input: unknown;
  output: unknown;
  /** False while it has not answered. */
  done: boolean;
}

const parse = (text: string | null | undefined): unknown => {
  if (!text) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
};

const within = (value: unknown, name: string, alone: boolean): unknown =>
  typeof value === "object" && value !== null && name in value
    ? (value as Record<string, unknown>)[name]
    : alone
      ? value
      : undefined;

/** The calls of a round. Several names stand joined by `;`, inputs and results are JSON keyed by name. */
export function callsOf(round: Thought, language: string): ToolCall[] {
  const names = (round.tool ?? "").split(";").filter(Boolean);
  const inputs = parse(round.tool_input);
  const outputs = parse(round.observation);
  return names.map((name) => {
    const words = round.tool_labels?.[name] ?? {};
    const output = within(outputs, name, names.length === 1);
    return {
      name,
      label: words[language.startsWith("zh") ? "zh_Hans" : "en_US"] || words["en_US"] || name,
      input: within(inputs, name, names.length === 1),
      output,
      done: output !== undefined && output !== "",
    };
  });
}

/** An agent's answer: what it said, each round's tool calls folded where they happened, and then the rest. */
export const AgentText = memo(function AgentText({ trace, streaming }: { trace: Trace; streaming: boolean }) {
  const { i18n } = useTranslation();
  const rounds = useMemo(() => trace.thoughts.filter((one) => one.tool), [trace.thoughts]);
  const starts = rounds.map((_, index) => (index === 0 ? 0 : (rounds[index - 1]?.at ?? 0)));
  const rest = trace.text.slice(rounds.at(-1)?.at ?? 0);
  return (
    <>
      {rounds.map((round, index) => {
        const said = trace.text.slice(starts[index], round.at);
        // A round that was not part of the text says its thought itself.
        const thought = said.trim() === "" ? (round.thought ?? "") : said;
        return (
          <div key={round.id} className="mb-2">
            {thought.trim() !== "" && <AnswerText text={thought} reasoning="" streaming={false} />}
            {callsOf(round, i18n.language).map((call) => (
              <Call key={call.name} call={call} streaming={streaming} />
            ))}
          </div>
        );
      })}
      <AnswerText text={rest} reasoning={trace.reasoning} streaming={streaming} />
    </>
  );
});

function Call({ call, streaming }: { call: ToolCall; streaming: boolean }) {
  const { t } = useTranslation("chat");
  const going = !call.done && streaming;
  const silent = !call.done && !streaming;
  return (
    <details className="group mt-1.5 rounded-control border border-line bg-surface">
      <summary className="flex min-h-8 list-none items-center gap-2 px-2.5 text-small text-fg-2">
        {going ? <Spinner size={14} /> : <Wrench size={14} aria-hidden className="text-fg-3" />}
        <span className="min-w-0 flex-1 truncate">
          {going ? t("calling", { tool: call.label }) : t("called", { tool: call.label })}
        </span>
        {silent && <TriangleAlert size={14} className="text-warn" aria-label={t("noResult")} />}
        <ChevronRight size={14} aria-hidden className="shrink-0 text-fg-3 group-open:rotate-90" />
      </summary>
      <div className="flex flex-col gap-2 border-t border-line p-2.5">
        <Part title={t("toolInput")} value={call.input} />
        <Part title={t("toolOutput")} value={call.done ? call.output : t("noResult")} />
      </div>
    </details>
  );
}

function Part({ title, value }: { title: string; value: unknown }) {
  const text = typeof value === "string" ? value : (JSON.stringify(value, null, 2) ?? "");
  return (
    <section>
      <h4 className="mb-1 text-meta font-medium text-fg-3">{title}</h4>
      <pre
        tabIndex={0}
        className="max-h-56 overflow-auto rounded-control bg-sunken px-2.5 py-2 font-mono text-small break-words whitespace-pre-wrap text-fg"
      >
        {text}
      </pre>
    </section>
  );
}
