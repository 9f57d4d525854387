import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useDefaultModels } from "@/api/providers";
import type { GeneratorProps, ModelChoice } from "@/editor/panel/services";
import { record, text } from "@/editor/raw";
import { Button, Dialog, toast } from "@/ui";
import { Ask } from "../canvas/Ask";
import { shortened } from "./plain";
import { Result } from "./Result";
import { useWriting } from "./useWriting";
import { WishForm, type WishState } from "./WishForm";

interface Props extends GeneratorProps {
  appId: string;
  /** How the words that stand for what is there are written in an instruction. */
  reference?: (special: string) => string;
  /** Who applies says so. */
  quiet?: boolean;
}

const inBraces = (special: string): string => `{{#${special}#}}`;

/** A model writes, a person compares and applies; nothing is changed before. */
export function GeneratorDialog(props: Props) {
  const { appId, kind, current, reference = inBraces, lastRun = null, onApply, onClose } = props;
  const { t } = useTranslation(["generator", "common"]);
  const writing = useWriting(appId, kind);
  const [chosen, setModel] = useState<ModelChoice | null>(null);
  const preset = useFirstModel(props.model);
  const model = chosen ?? preset;
  const here = reference(kind === "code" ? "current_code" : "current_prompt");
  const [run, error] = [reference("last_run"), reference("error_message")];
  const [state, setState] = useState<WishState>(() => {
    // What is there is to be improved, what failed to be mended.
    const wish = kind === "code" && lastRun?.error ? "code" : lastRun && kind === "prompt" ? "lastRun" : "current";
    const instruction = current.trim() === "" ? "" : t(`fix.${wish}`, { now: here, run, error });
    return { instruction, ideal: "", base: "current" };
  });
  const [asking, setAsking] = useState(false);
  const version = writing.versions[writing.shown];
  const written = version?.text ?? "";
  const problem = written === "" || writing.running ? null : (props.problem?.(written) ?? null);
  const ready = written.trim() !== "" && !writing.running && problem === null;

  const write = () => {
    if (state.instruction.trim() === "" || writing.running || model.name === "") return;
    const base = state.base === "version" ? written : current;
    void writing.write({
      instruction: state.instruction,
      ideal: state.ideal,
      current: base,
      model: { provider: model.provider, name: model.name, completion_params: model.params },
      inputs: [...(props.inputs ?? [])],
      outputs: [...(props.outputs ?? [])],
      ...(props.language ? { language: props.language } : {}),
      last_run: lastRun && {
        inputs: shortened(lastRun.inputs),
        outputs: shortened(lastRun.outputs),
        error: lastRun.error.slice(0, 10_000),
      },
    });
    setState((old) => ({ ...old, base: "version" }));
  };
  const apply = () => {
    onApply(written);
    if (!props.quiet) toast.ok(t("applied"));
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="full"
      title={t(`title.${kind}`)}
      description={t(`text.${kind}`)}
      onSubmit={write}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button
            variant="primary"
            disabledReason={ready ? undefined : (problem ?? t(writing.running ? "wait" : "nothing"))}
            onClick={() => (current.trim() === "" || current === written ? apply() : setAsking(true))}
          >
            {t("apply")}
          </Button>
        </>
      }
    >
      <div className="grid min-h-full gap-5 md:grid-cols-[minmax(260px,360px)_minmax(0,1fr)]">
        <WishForm
          {...props}
          state={state}
          change={(change) => setState((old) => ({ ...old, ...change }))}
          model={model}
          chooseModel={setModel}
          running={writing.running}
          number={version ? writing.shown + 1 : 0}
          stop={writing.stop}
          here={here}
          run={run}
          error={error}
        />
        <Result kind={kind} current={current} writing={writing} problem={problem} />
      </div>
      {asking && (
        <Ask title={t("replace.title")} word={t("apply")} act={apply} onClose={() => setAsking(false)}>
          {t("replace.text")}
        </Ask>
      )}
    </Dialog>
  );
}

/** The model that was in use, else the workspace's default one. */
function useFirstModel(given: ModelChoice | undefined): ModelChoice {
  const chosen = record(record(useDefaultModels().data?.data)["llm"]);
  if (given && given.name !== "") return given;
  return { provider: text(chosen["provider"]), name: text(chosen["model"]), mode: "chat", params: {} };
}
