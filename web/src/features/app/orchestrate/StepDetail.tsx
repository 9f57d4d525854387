import { useTranslation } from "react-i18next";
import type { Step } from "@/run/state";
import { CopyButton } from "@/ui/CopyButton";
import { ErrorBlock } from "@/ui/Feedback";
import { JsonTree } from "@/ui/JsonTree";

/** Input, process data and output of a step, its error and the attempts before. */
export function StepDetail({ step }: { step: Step }) {
  const { t } = useTranslation("orchestrate");
  return (
    <div className="flex flex-col gap-3">
      {step.error !== null && step.error !== "" && <ErrorBlock title={step.error} />}
      {step.attempts.map((attempt) => (
        <ErrorBlock
          key={attempt.index}
          title={t("attempt", { number: attempt.index })}
          details={attempt.error ?? undefined}
        />
      ))}
      <Values title={t("input")} value={step.inputs} />
      {step.process !== null && Object.keys(step.process).length > 0 && (
        <Values title={t("process")} value={step.process} />
      )}
      <Values title={t("output")} value={step.outputs} />
      {step.logs.length > 0 && <Values title={t("log")} value={step.logs} />}
    </div>
  );
}

export function Values({ title, value }: { title: string; value: unknown }) {
  const { t } = useTranslation("canvas");
  const empty = value === null || value === undefined || (typeof value === "object" && Object.keys(value).length === 0);
  return (
    <section className="overflow-hidden rounded-control border border-line">
      <header className="flex h-8 items-center justify-between border-b border-line bg-sunken pr-1 pl-3">
        <h3 className="text-small font-medium text-fg-2">{title}</h3>
        {!empty && <CopyButton text={JSON.stringify(value, null, 2)} />}
      </header>
      <div className="max-h-80 overflow-auto px-2 py-1.5">
        {empty ? (
          <span className="px-1 text-small text-fg-3">{t("none")}</span>
        ) : (
          <JsonTree value={value} label={title} />
        )}
      </div>
    </section>
  );
}
