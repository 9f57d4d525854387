import { Sparkles, Square } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { GeneratorProps, InstructionProps, ModelChoice } from "@/editor/panel/services";
import { ModelParameters } from "@/models/ModelParameters";
import { ModelPicker } from "@/models/ModelPicker";
import { Button, Select, TextArea } from "@/ui";

export interface WishState {
  instruction: string;
  ideal: string;
  /** What is improved: the text that is there, or the version that is shown. */
  base: "current" | "version";
}

interface Props extends GeneratorProps {
  state: WishState;
  change: (change: Partial<WishState>) => void;
  model: ModelChoice;
  chooseModel: (model: ModelChoice) => void;
  running: boolean;
  /** Number of the version that is shown; 0 before the first. */
  number: number;
  stop: () => void;
  here: string;
  run: string;
  error: string;
}

const PlainInstruction = ({ specials: _, onChange, ...field }: InstructionProps) => (
  <TextArea {...field} rows={5} onChange={(event) => onChange(event.target.value)} />
);

/** What is wished for, and who writes it. */
export function WishForm(props: Props) {
  const { kind, current, lastRun, state, change, model, chooseModel, running, number, stop } = props;
  const { t } = useTranslation("generator");
  const Instruction = props.Instruction ?? PlainInstruction;
  const there = current.trim() !== "";
  const specials = [
    ...(there && kind !== "schema" ? [kind === "code" ? "current_code" : "current_prompt"] : []),
    ...(lastRun ? ["last_run"] : []),
    ...(lastRun && kind === "code" ? ["error_message"] : []),
  ];
  return (
    <div className="flex min-w-0 flex-col gap-4">
      <div className="flex items-end gap-1.5">
        <ModelPicker
          titled
          className="min-w-0 flex-1"
          label={t("model")}
          provider={model.provider}
          name={model.name}
          onChoose={(offer) =>
            chooseModel({
              provider: offer.provider,
              name: offer.model.model,
              mode: offer.model.model_properties.mode ?? "chat",
              params: {},
            })
          }
        />
        <ModelParameters
          provider={model.provider}
          model={model.name}
          params={model.params}
          onChange={(params) => chooseModel({ ...model, params })}
        />
      </div>
      <Instruction
        label={t("instruction")}
        placeholder={t(`placeholder.${kind}`)}
        value={state.instruction}
        onChange={(instruction) => change({ instruction })}
        specials={specials}
      />
      <Suggestions {...props} />
      {number > 0 && (
        <Select
          label={t("base")}
          value={state.base}
          onValueChange={(base) => change({ base })}
          options={[
            { value: "version", label: t("version", { number }) },
            { value: "current", label: there ? t("present") : t("fromScratch") },
          ]}
        />
      )}
      {kind === "prompt" && (
        <details className="group">
          <summary className="cursor-pointer text-base font-medium text-fg-2">{t("ideal")}</summary>
          <TextArea
            className="mt-2"
            ariaLabel={t("ideal")}
            help={t("idealHelp")}
            rows={4}
            value={state.ideal}
            onChange={(event) => change({ ideal: event.target.value })}
          />
        </details>
      )}
      {running ? (
        <Button className="self-start" icon={<Square size={14} className="fill-current" />} onClick={stop}>
          {t("stop")}
        </Button>
      ) : (
        <Button
          type="submit"
          className="self-start"
          icon={<Sparkles size={14} />}
          disabledReason={
            state.instruction.trim() === "" ? t("needInstruction") : model.name === "" ? t("needModel") : undefined
          }
        >
          {t(number > 0 ? "again" : "generate")}
        </Button>
      )}
    </div>
  );
}

const NEW = {
  prompt: ["assistant", "extract", "classify"],
  code: ["parse", "merge", "dates"],
  schema: ["contact", "invoice", "review"],
} as const;
const OLD = {
  prompt: ["shorter", "structure", "examples"],
  code: ["empty", "faster", "comments"],
  schema: ["describe", "strict", "flat"],
} as const;

/** Wishes to begin with: for something new, or for what is there. */
function Suggestions({ kind, current, lastRun, state, number, change, here, run, error }: Props) {
  const { t } = useTranslation("generator");
  const old = current.trim() !== "" || number > 0;
  const names: readonly string[] = old ? OLD[kind] : NEW[kind];
  const failed = kind === "code" && Boolean(lastRun?.error);
  return (
    <ul aria-label={t("suggestions")} className="flex flex-wrap gap-1.5">
      {failed && (
        <li>
          <Button size="inline" onClick={() => change({ instruction: t("fix.code", { now: here, error }) })}>
            {t("suggest.fixError")}
          </Button>
        </li>
      )}
      {kind === "prompt" && lastRun && (
        <li>
          <Button size="inline" onClick={() => change({ instruction: t("fix.lastRun", { now: here, run }) })}>
            {t("suggest.fixAnswer")}
          </Button>
        </li>
      )}
      {names.map((name) => (
        <li key={name}>
          <Button
            size="inline"
            onClick={() => change({ instruction: joined(state.instruction, t(`wish.${name as "shorter"}`)) })}
          >
            {t(`suggest.${name as "shorter"}`)}
          </Button>
        </li>
      ))}
    </ul>
  );
}

/** A suggestion follows what was typed; one that stands there already is not said twice. */
const joined = (typed: string, more: string): string =>
  typed.includes(more) ? typed : [typed.trimEnd(), more].filter(Boolean).join("\n");
