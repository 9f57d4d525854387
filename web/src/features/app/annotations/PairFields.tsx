import { useTranslation } from "react-i18next";
import { TextArea } from "@/ui";

export type Pair = { question: string; answer: string };
export const isWhole = (pair: Pair) => pair.question.trim() !== "" && pair.answer.trim() !== "";
const LONGEST = 50_000;

export function PairFields({
  value,
  onChange,
  checked,
}: {
  value: Pair;
  onChange: (pair: Pair) => void;
  checked: boolean;
}) {
  const { t } = useTranslation("annotations");
  const field = (name: keyof Pair, rows: number) => (
    <TextArea
      label={t(name)}
      placeholder={t(`${name}Hint`)}
      rows={rows}
      maxLength={LONGEST}
      value={value[name]}
      onChange={(event) => onChange({ ...value, [name]: event.target.value })}
      error={checked && value[name].trim() === "" && t("needText")}
    />
  );
  return (
    <div className="space-y-4">
      {field("question", 2)}
      {field("answer", 5)}
    </div>
  );
}
