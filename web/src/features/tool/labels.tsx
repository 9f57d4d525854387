import { Tags } from "lucide-react";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import { Button, Combobox } from "@/ui";

export const LABELS = [
  "search",
  "image",
  "videos",
  "weather",
  "finance",
  "design",
  "travel",
  "social",
  "news",
  "medical",
  "productivity",
  "education",
  "business",
  "entertainment",
  "utilities",
  "other",
] as const;
type Label = (typeof LABELS)[number];
export type { Label };

const isLabel = (label: string): label is Label => (LABELS as readonly string[]).includes(label);

/** The word of a label; one that is not known stays as it is. */
export function useLabelWords() {
  const { t } = useTranslation("tools");
  return useCallback((label: string) => (isLabel(label) ? t(`label.${label}`) : label), [t]);
}

/** Which of the sixteen labels a tool carries. */
export function LabelPicker({ value, onChange }: { value: readonly string[]; onChange: (labels: Label[]) => void }) {
  const { t } = useTranslation("tools");
  const word = useLabelWords();
  const toggle = (label: string) =>
    onChange(LABELS.filter((one) => (one === label ? !value.includes(one) : value.includes(one))));
  return (
    <Combobox
      label={t("labels")}
      optional
      multiple
      value={value}
      onValueChange={toggle}
      options={LABELS.map((label) => ({ value: label, text: word(label) }))}
      trigger={
        <Button className="w-full justify-start font-normal" icon={<Tags size={14} />}>
          <span className="truncate">{value.length > 0 ? value.map(word).join(", ") : t("noLabels")}</span>
        </Button>
      }
    />
  );
}
