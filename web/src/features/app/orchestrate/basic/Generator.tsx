import { Sparkles, Square } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { debugMessage } from "@/api/modelConfig";
import { useExplain } from "@/i18n/useExplain";
import { Button, Dialog, EmptyState, ErrorBlock, Select, TextArea } from "@/ui";
import { ModelPicker } from "@/models/ModelPicker";
import { modelOf, namesIn, withModel, type ModelChoice } from "./config";
import { useEditing } from "./edit";
import { generatorConfig, plainPrompt } from "./generator";

/** Writes a prompt from a description, or improves the present one; nothing is put in before a person says so. */
export function Generator({
  current,
  onInsert,
  onClose,
}: {
  current: string;
  onInsert: (prompt: string) => void;
  onClose: () => void;
}) {
  const { t } = useTranslation(["basic", "common"]);
  const { appId, mode, config } = useEditing();
  const explain = useExplain();
  const [choice, setChoice] = useState<ModelChoice>(() => ({ ...modelOf(config), params: {} }));
  const [wish, setWish] = useState("");
  const [ideal, setIdeal] = useState("");
  const [versions, setVersions] = useState<string[]>([]);
  const [shown, setShown] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const [running, setRunning] = useState(false);
  const abort = useRef<AbortController | null>(null);
  const text = versions[shown] ?? "";
  const generate = async () => {
    if (wish.trim() === "" || running) return;
    abort.current = new AbortController();
    setRunning(true);
    setError(null);
    const at = versions.length;
    setVersions((all) => [...all, ""]);
    setShown(at);
    const put = (piece: string) => setVersions((all) => all.with(at, (all[at] ?? "") + piece));
    const { body, kind } = generatorConfig(mode, withModel(config, choice), { wish, ideal, current });
    try {
      const control = { signal: abort.current.signal };
      for await (const event of debugMessage(appId, kind, body, control)) {
        if (event.event === "error") throw new Error(String(event["message"]));
        if (typeof event["answer"] === "string" && event.event.endsWith("message")) put(event["answer"]);
      }
      setVersions((all) => all.with(at, plainPrompt(all[at] ?? "")));
    } catch (problem) {
      setError(problem);
      setVersions((all) => all.filter((one, index) => index !== at || one !== ""));
      setShown(Math.max(0, at - 1));
    }
    setRunning(false);
  };
  const unknown = namesIn(text);
  return (
    <Dialog
      open
      onOpenChange={() => {
        abort.current?.abort();
        onClose();
      }}
      size="l"
      title={t("generator.title")}
      description={t("generator.text")}
      onSubmit={() => void generate()}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button
            variant="primary"
            disabledReason={text === "" || running ? t("generator.nothing") : undefined}
            onClick={() => {
              onInsert(text);
              onClose();
            }}
          >
            {current.trim() === "" ? t("generator.insert") : t("generator.replace")}
          </Button>
        </>
      }
    >
      <div className="grid gap-5 md:grid-cols-2">
        <div className="space-y-4">
          <ModelPicker
            titled
            label={t("model.title")}
            provider={choice.provider}
            name={choice.name}
            onChoose={(offer) =>
              setChoice({
                provider: offer.provider,
                name: offer.model.model,
                mode: offer.model.model_properties.mode ?? "chat",
                params: {},
              })
            }
          />
          <TextArea
            label={current.trim() === "" ? t("generator.wish") : t("generator.improve")}
            placeholder={t("generator.wishPlaceholder")}
            rows={5}
            value={wish}
            onChange={(event) => setWish(event.target.value)}
          />
          <TextArea
            label={t("generator.ideal")}
            optional
            rows={2}
            value={ideal}
            onChange={(event) => setIdeal(event.target.value)}
          />
          {running ? (
            <Button icon={<Square size={14} className="fill-current" />} onClick={() => abort.current?.abort()}>
              {t("debug.stop")}
            </Button>
          ) : (
            <Button
              type="submit"
              icon={<Sparkles size={14} />}
              disabledReason={
                wish.trim() === "" ? t("generator.needWish") : choice.name === "" ? t("debug.noModel") : undefined
              }
            >
              {t("prompt.generate")}
            </Button>
          )}
        </div>
        <div className="flex min-h-64 flex-col rounded-card border border-line bg-sunken">
          {versions.length > 1 && (
            <Select
              compact
              className="w-40 p-2"
              ariaLabel={t("generator.version")}
              value={String(shown)}
              onValueChange={(value) => setShown(Number(value))}
              options={versions.map((_, index) => ({
                value: String(index),
                label: t("generator.versionNumber", { number: index + 1 }),
              }))}
            />
          )}
          {error !== null && <ErrorBlock className="m-3" {...explain(error)} />}
          {text === "" && error === null && (
            <EmptyState icon={<Sparkles size={18} />} title={t("generator.empty")} text={t("generator.emptyText")} />
          )}
          {text !== "" && (
            <pre
              tabIndex={0}
              aria-live="polite"
              aria-busy={running}
              className="max-h-96 min-h-0 flex-1 overflow-y-auto p-3 font-mono text-small break-words whitespace-pre-wrap text-fg"
            >
              {text}
            </pre>
          )}
          {unknown.length > 0 && !running && (
            <p className="border-t border-line px-3 py-2 text-small text-fg-3">
              {t("generator.variables", { names: unknown.map((name) => `{{${name}}}`).join(" ") })}
            </p>
          )}
        </div>
      </div>
    </Dialog>
  );
}
