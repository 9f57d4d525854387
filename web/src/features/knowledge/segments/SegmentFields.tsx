import { useTranslation } from "react-i18next";
import { formatNumber, TextArea } from "@/ui";
import type { DocForm } from "../data";
import type { Draft } from "./drafts";
import { Keywords } from "./Keywords";

type Texts = Omit<Draft, "base">;
type Props = {
  form: DocForm;
  value: Texts;
  onChange: (change: Partial<Texts>) => void;
  readOnly?: boolean;
  /** Says what is missing. */
  checked?: boolean;
  /** Chunks of an embedded base are found without keywords. */
  keywords?: boolean;
};

export const isWhole = (form: DocForm, value: Texts): boolean =>
  value.content.trim() !== "" && (form !== "qa_model" || value.answer.trim() !== "");

/** The texts of a chunk: a text, or a question and its answer; and its keywords. */
export function SegmentFields({ form, value, onChange, readOnly = false, checked = false, keywords = true }: Props) {
  const { t } = useTranslation("segments");
  const pair = form === "qa_model";
  const missing = (text: string) => (checked && text.trim() === "" ? t("edit.empty") : undefined);
  const count = (text: string) => t("characters", { count: text.length, shown: formatNumber(text.length) });
  return (
    <div className="space-y-4">
      <TextArea
        label={pair ? t("edit.question") : t("edit.text")}
        aside={count(value.content)}
        rows={pair ? 3 : 8}
        maxRows={pair ? 10 : 24}
        value={value.content}
        readOnly={readOnly}
        error={missing(value.content)}
        onChange={(event) => onChange({ content: event.target.value })}
      />
      {pair && (
        <TextArea
          label={t("edit.answer")}
          aside={count(value.answer)}
          rows={5}
          maxRows={20}
          value={value.answer}
          readOnly={readOnly}
          error={missing(value.answer)}
          onChange={(event) => onChange({ answer: event.target.value })}
        />
      )}
      {keywords && (
        <Keywords value={value.keywords} readOnly={readOnly} onChange={(words) => onChange({ keywords: words })} />
      )}
    </div>
  );
}
