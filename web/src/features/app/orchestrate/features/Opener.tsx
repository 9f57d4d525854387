import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, IconButton, TextArea, TextField } from "@/ui";
import { namesIn, textOf, textsOf } from "../basic/config";
import { MOST_QUESTIONS } from "./feature";
import type { CardProps } from "./FeaturesDialog";

/** What the app says first, and questions to begin with. */
export function Opener({ features, onChange, variables }: CardProps & { variables: readonly string[] }) {
  const { t } = useTranslation("basic");
  const text = textOf(features["opening_statement"]);
  const questions = textsOf(features["suggested_questions"]);
  const set = (next: string[]) => onChange((all) => ({ ...all, suggested_questions: next }));
  const move = (from: number, to: number) => set(questions.toSpliced(from, 1).toSpliced(to, 0, questions[from] ?? ""));
  const unknown = [text, ...questions].flatMap(namesIn).filter((name) => !variables.includes(name));
  return (
    <div className="space-y-4">
      <TextArea
        label={t("features.opener.first_message")}
        help={
          variables.length > 0
            ? t("features.opener.variables", { names: variables.map((name) => `{{${name}}}`).join(" ") })
            : undefined
        }
        error={unknown.length > 0 && t("features.opener.unknown", { names: [...new Set(unknown)].join(", ") })}
        rows={3}
        value={text}
        onChange={(event) => onChange((all) => ({ ...all, opening_statement: event.target.value }))}
      />
      <fieldset>
        <legend className="mb-1 text-base font-medium">{t("features.opener.questions")}</legend>
        <div className="flex flex-col gap-1.5">
          {questions.map((question, index) => (
            <div key={index} className="flex items-center gap-0.5">
              <TextField
                className="flex-1"
                ariaLabel={t("features.opener.question", { number: index + 1 })}
                value={question}
                onChange={(event) => set(questions.with(index, event.target.value))}
              />
              <IconButton
                size="compact"
                label={t("features.opener.up", { number: index + 1 })}
                icon={<ArrowUp size={14} />}
                disabled={index === 0}
                onClick={() => move(index, index - 1)}
              />
              <IconButton
                size="compact"
                label={t("features.opener.down", { number: index + 1 })}
                icon={<ArrowDown size={14} />}
                disabled={index === questions.length - 1}
                onClick={() => move(index, index + 1)}
              />
              <IconButton
                size="compact"
                label={t("features.opener.remove", { number: index + 1 })}
                icon={<Trash2 size={14} />}
                onClick={() => set(questions.toSpliced(index, 1))}
              />
            </div>
          ))}
          <Button
            className="self-start"
            size="compact"
            icon={<Plus size={14} />}
            disabledReason={
              questions.length >= MOST_QUESTIONS ? t("features.opener.most", { count: MOST_QUESTIONS }) : undefined
            }
            onClick={() => set([...questions, ""])}
          >
            {t("features.opener.add")}
          </Button>
        </div>
      </fieldset>
    </div>
  );
}
