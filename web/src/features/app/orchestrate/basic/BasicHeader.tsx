import { Columns3 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Badge, Button, formatWhen } from "@/ui";
import { ModelParameters } from "@/models/ModelParameters";
import { ModelPicker } from "@/models/ModelPicker";
import type { Offer } from "@/models/choice";
import type { DraftView } from "./draft";
import type { ModelChoice } from "./config";

interface Props {
  name: string;
  view: DraftView;
  changed: boolean;
  choice: ModelChoice;
  multi: boolean;
  chooseModel: (offer: Offer) => void;
  setParams: (params: ModelChoice["params"]) => void;
  startMulti: () => void;
  retry: () => void;
  children: ReactNode;
}

export function BasicHeader(props: Props) {
  const { name, view, changed, choice, multi, chooseModel, setParams, startMulti, retry, children } = props;
  const { t } = useTranslation("basic");
  return (
    <div
      role="toolbar"
      aria-label={t("toolbar")}
      className="flex min-h-12 shrink-0 flex-wrap items-center gap-2 border-b border-line bg-surface px-4 py-1.5 max-sm:px-3"
    >
      <h1 tabIndex={-1} className="max-w-48 min-w-0 truncate text-read font-semibold text-fg outline-none">
        {name}
      </h1>
      <Saved view={view} retry={retry} />
      {changed && (
        <span className="max-xl:hidden">
          <Badge tone="warn">{t("changes")}</Badge>
        </span>
      )}
      <span className="flex-1" />
      {!multi && (
        <div className="flex items-center gap-1.5 max-sm:order-last max-sm:w-full">
          <ModelPicker
            className="w-52 max-sm:flex-1"
            label={t("model.title")}
            provider={choice.provider}
            name={choice.name}
            onChoose={chooseModel}
          />
          <ModelParameters provider={choice.provider} model={choice.name} params={choice.params} onChange={setParams} />
          <Button
            icon={<Columns3 size={14} />}
            disabledReason={choice.name === "" ? t("debug.noModel") : undefined}
            onClick={startMulti}
          >
            <span className="max-xl:sr-only">{t("multi.start")}</span>
          </Button>
        </div>
      )}
      {children}
    </div>
  );
}

/** Whether everything is stored, in words. */
function Saved({ view, retry }: { view: DraftView; retry: () => void }) {
  const { t, i18n } = useTranslation("basic");
  if (view.state === "offline" || view.state === "failed") {
    return (
      <span role="status" className="flex items-center gap-2 text-small text-bad">
        {view.state === "offline" ? t("save.offline") : t("save.failed")}
        <Button size="inline" onClick={retry}>
          {t("save.again")}
        </Button>
      </span>
    );
  }
  const busy = view.state === "saving" || view.state === "waiting";
  return (
    <span className="truncate text-small text-fg-3 max-md:hidden">
      {busy
        ? t("save.saving")
        : view.savedAt !== null && t("save.saved", { when: formatWhen(view.savedAt, i18n.language) })}
    </span>
  );
}
