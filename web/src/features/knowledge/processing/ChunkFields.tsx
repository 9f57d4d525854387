import { RotateCcw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button, Checkbox, NumberField, RadioCards, Segmented, Select, TextField } from "@/ui";
import type { DocForm, Options } from "../data";
import {
  LANGUAGES,
  ruleDefaults,
  ruleProblems,
  SHORTEST_CHUNK,
  withForm,
  type RuleProblem,
  type Segmentation,
  type Settings,
  type Where,
} from "./settings";

type Props = {
  value: Settings;
  onChange: (value: Settings) => void;
  options: Options;
  /** The structure was decided when the base got its first document. */
  fixed: boolean;
};

const FORMS: readonly DocForm[] = ["text_model", "hierarchical_model", "qa_model"];

/** How documents are cut into chunks. */
export function ChunkFields({ value, onChange, options, fixed }: Props) {
  const { t } = useTranslation("knowledge");
  const problems = ruleProblems(value, options.max_tokens_max);
  const part = (where: Where) => ({
    where,
    value: value[where],
    onChange: (next: Segmentation) => onChange({ ...value, [where]: next }),
    most: options.max_tokens_max,
    problems: problems.filter((one) => one.where === where).map((one) => one.what),
  });
  const parents = value.form === "hierarchical_model";
  return (
    <div className="space-y-4">
      {fixed ? (
        <p className="text-base text-fg-2">{t("chunk.fixed", { kind: t(`chunk.form.${value.form}`) })}</p>
      ) : (
        <RadioCards
          label={t("chunk.structure")}
          columns={1}
          value={value.form}
          onValueChange={(form) => onChange(withForm(value, form, options))}
          options={FORMS.map((form) => ({
            value: form,
            label: t(`chunk.form.${form}`),
            help: t(`chunk.help.${form}`),
          }))}
        />
      )}
      {value.form === "qa_model" && (
        <Select
          className="w-48"
          label={t("chunk.language")}
          value={value.language}
          onValueChange={(language) => onChange({ ...value, language })}
          options={LANGUAGES.map((language) => ({ value: language as string, label: t(`language.${language}`) }))}
        />
      )}
      {parents ? (
        <>
          <div>
            <p className="mb-1 text-base font-medium">{t("chunk.parent")}</p>
            <Segmented
              label={t("chunk.parent")}
              value={value.parentMode}
              onValueChange={(parentMode) => onChange({ ...value, parentMode })}
              options={[
                { value: "paragraph", label: t("chunk.paragraph") },
                { value: "full-doc", label: t("chunk.fullDoc") },
              ]}
            />
            <p className="mt-1 text-small text-fg-3">
              {t(value.parentMode === "full-doc" ? "chunk.fullDocHelp" : "chunk.paragraphHelp")}
            </p>
          </div>
          {value.parentMode === "paragraph" && <PartFields {...part("parent")} overlap />}
          <p className="border-t pt-3 text-base font-medium">{t("chunk.child")}</p>
          <PartFields {...part("child")} />
        </>
      ) : (
        <PartFields {...part("general")} overlap />
      )}
      <fieldset>
        <legend className="mb-1.5 text-base font-medium">{t("chunk.cleaning")}</legend>
        <div className="space-y-1.5">
          {(["remove_extra_spaces", "remove_urls_emails"] as const).map((id) => (
            <Checkbox
              key={id}
              label={t(`chunk.rule.${id}`)}
              checked={value.cleaning[id]}
              onCheckedChange={(on) => onChange({ ...value, cleaning: { ...value.cleaning, [id]: on } })}
            />
          ))}
        </div>
      </fieldset>
      <Button
        size="compact"
        variant="ghost"
        icon={<RotateCcw size={13} />}
        onClick={() => onChange({ ...value, ...ruleDefaults(options) })}
      >
        {t("chunk.reset")}
      </Button>
    </div>
  );
}

type PartProps = {
  where: Where;
  value: Segmentation;
  onChange: (value: Segmentation) => void;
  most: number;
  overlap?: boolean;
  problems: readonly RuleProblem["what"][];
};

function PartFields({ where, value, onChange, most, overlap = false, problems }: PartProps) {
  const { t } = useTranslation("knowledge");
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-3">
      <TextField
        className="col-span-2"
        label={t(`chunk.separator.${where}`)}
        help={t("chunk.separatorHelp")}
        spellCheck={false}
        autoComplete="off"
        maxLength={500}
        value={value.separator}
        onChange={(event) => onChange({ ...value, separator: event.target.value })}
        error={problems.includes("separator") && t("chunk.needSeparator")}
      />
      <NumberField
        label={t("chunk.length")}
        unit={t("chunk.tokens")}
        min={SHORTEST_CHUNK}
        max={most}
        step={10}
        value={Number.isFinite(value.max_tokens) ? value.max_tokens : null}
        onValueChange={(next) => onChange({ ...value, max_tokens: next ?? Number.NaN })}
        error={problems.includes("length") && t("chunk.lengthRange", { min: SHORTEST_CHUNK, max: most })}
      />
      {overlap && (
        <NumberField
          label={t("chunk.overlap")}
          unit={t("chunk.tokens")}
          min={0}
          step={10}
          value={Number.isFinite(value.chunk_overlap) ? value.chunk_overlap : null}
          onValueChange={(next) => onChange({ ...value, chunk_overlap: next ?? Number.NaN })}
          help={t("chunk.overlapHelp")}
          error={problems.includes("overlap") && t("chunk.overlapRange")}
        />
      )}
    </div>
  );
}
