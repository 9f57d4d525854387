import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/ui";

export const STEPS = ["source", "process", "done"] as const;
export type Step = (typeof STEPS)[number];

/** Where one is in the wizard. */
export function Steps({ current }: { current: Step }) {
  const { t } = useTranslation("knowledge");
  const at = STEPS.indexOf(current);
  return (
    <ol aria-label={t("steps.title")} className="flex items-center gap-2 text-small text-fg-3 sm:gap-3">
      {STEPS.map((step, index) => (
        <li
          key={step}
          aria-current={step === current ? "step" : undefined}
          className={cn("flex items-center gap-1.5 whitespace-nowrap", step === current && "font-medium text-fg")}
        >
          <span
            aria-hidden
            className={cn(
              "tabular grid size-5 place-items-center rounded-full border text-meta",
              index < at && "border-accent text-accent-text",
              step === current && "border-accent bg-accent text-on-accent",
            )}
          >
            {index < at ? <Check size={12} /> : index + 1}
          </span>
          <span className={cn(step !== current && "max-sm:sr-only")}>{t(`steps.${step}`)}</span>
          {index < STEPS.length - 1 && <span aria-hidden className="ml-1 h-px w-4 bg-line sm:w-8" />}
        </li>
      ))}
    </ol>
  );
}
