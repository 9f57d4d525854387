import { useTranslation } from "react-i18next";
import { useExtensions } from "@/api/extensions";
import { Callout, Combobox, RadioCards, Switch, TextArea } from "@/ui";
import {
  LONGEST_PRESET,
  moderationOf,
  moderationProblem,
  MODERATORS,
  withModeration,
  type Moderation,
} from "./feature";
import type { CardProps } from "./FeaturesDialog";

/** Who checks what is asked and answered, and what is said instead. */
export function ModerationCard({ features, onChange }: CardProps) {
  const { t } = useTranslation("basic");
  const extensions = useExtensions();
  const now = moderationOf(features);
  const problem = moderationProblem(now);
  const set = (more: Partial<Moderation>) => onChange((all) => withModeration(all, { ...moderationOf(all), ...more }));
  return (
    <div className="space-y-4">
      <RadioCards
        label={t("features.moderation.by")}
        columns={3}
        value={now.type}
        onValueChange={(type) => set({ type })}
        options={MODERATORS.map((value) => ({ value, label: t(`features.moderation.kind.${value}`) }))}
      />
      {now.type === "keywords" && (
        <TextArea
          label={t("features.moderation.keywords")}
          help={t("features.moderation.keywordsHelp")}
          rows={4}
          value={now.keywords}
          onChange={(event) => set({ keywords: event.target.value })}
        />
      )}
      {now.type === "openai_moderation" && <p className="text-base text-fg-2">{t("features.moderation.openai")}</p>}
      {now.type === "api" && (
        <Combobox
          label={t("features.moderation.extension")}
          placeholder={t("variables.chooseExtension")}
          empty={t("variables.noExtension")}
          value={now.extension || undefined}
          options={(extensions.data?.data ?? []).map((one) => ({
            value: one.id,
            text: one.name,
            hint: one.api_endpoint,
          }))}
          onValueChange={(extension) => set({ extension })}
        />
      )}
      {(["input", "output"] as const).map((side) => (
        <div key={side} className="rounded-control border border-line p-3">
          <Switch
            label={t(`features.moderation.${side}`)}
            help={t(`features.moderation.${side}Help`)}
            checked={now[side].enabled}
            onCheckedChange={(enabled) => set({ [side]: { ...now[side], enabled } })}
          />
          {now[side].enabled && now.type !== "api" && (
            <TextArea
              className="mt-3"
              label={t("features.moderation.preset")}
              aside={`${[...now[side].preset].length} / ${LONGEST_PRESET}`}
              rows={2}
              value={now[side].preset}
              onChange={(event) => set({ [side]: { ...now[side], preset: event.target.value } })}
            />
          )}
          {now[side].enabled && now.type === "api" && (
            <p className="mt-2 text-small text-fg-3">{t("features.moderation.presetByApi")}</p>
          )}
        </div>
      ))}
      {problem !== null && <Callout tone="warn">{t(`features.moderation.problem.${problem}`)}</Callout>}
    </div>
  );
}
