import { History } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useEditor, useEditorStore } from "@/editor/context";
import { cn } from "@/ui/cn";
import { EmptyState } from "@/ui/Feedback";
import { formatTime } from "@/ui/format";
import { SidePanel } from "@/ui/SidePanel";

/** Every change since the page was opened; a click goes to the state after it. */
export function ChangesPanel({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("editor");
  const store = useEditorStore();
  const past = useEditor((state) => state.past);
  const future = useEditor((state) => state.future);
  const readOnly = useEditor((state) => state.readOnly);
  const all = [...past, ...future];
  const go = (steps: number) => store.getState().travel(steps);
  return (
    <SidePanel name="changes" title={t("changes.title")} onClose={onClose} initial={360}>
      {all.length === 0 && (
        <EmptyState icon={<History size={18} />} title={t("changes.none")} text={t("changes.noneText")} />
      )}
      {all.length > 0 && (
        <ol className="flex flex-col py-1">
          {all
            .map((step, index) => (
              <Row
                key={`${step.at} ${index}`}
                text={t(`change.${step.name}`, { about: step.about })}
                at={step.at}
                current={index === past.length - 1}
                undone={index >= past.length}
                disabled={readOnly}
                go={() => go(index + 1)}
              />
            ))
            .reverse()}
          <Row text={t("changes.opened")} current={past.length === 0} disabled={readOnly} go={() => go(0)} />
        </ol>
      )}
    </SidePanel>
  );
}

interface RowProps {
  text: string;
  at?: number;
  current: boolean;
  undone?: boolean;
  disabled: boolean;
  go: () => void;
}

function Row({ text, at, current, undone = false, disabled, go }: RowProps) {
  return (
    <li>
      <button
        type="button"
        aria-current={current ? "step" : undefined}
        disabled={disabled}
        onClick={go}
        className={cn(
          "flex min-h-8 w-full items-center gap-3 px-4 py-1.5 text-left text-base hover:bg-hover",
          current && "bg-selected font-medium",
          undone && "text-fg-3 line-through",
        )}
      >
        <span className="min-w-0 flex-1 truncate" title={text}>
          {text}
        </span>
        {at !== undefined && <span className="shrink-0 text-small text-fg-3 tabular">{formatTime(at / 1000)}</span>}
      </button>
    </li>
  );
}
