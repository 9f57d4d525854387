import { useTranslation } from "react-i18next";
import { Button, TextArea } from "@/ui";
import { patchIn, rawOf, textOf } from "../basic/config";
import { ModelPicker } from "@/models/ModelPicker";
import { KEYS, LONGEST_PROMPT } from "./feature";
import type { CardProps } from "./FeaturesDialog";

/** Which model suggests the next questions, and how it is asked. */
export function FollowUps({ features, onChange }: CardProps) {
  const { t } = useTranslation("basic");
  const stored = rawOf(features[KEYS.followUps]);
  const model = rawOf(stored["model"]);
  const prompt = textOf(stored["prompt"]);
  const set = (more: Record<string, unknown>) => onChange((all) => patchIn(all, KEYS.followUps, more));
  const name = textOf(model["name"]);
  return (
    <div className="space-y-4">
      <div className="flex items-end gap-2">
        <ModelPicker
          titled
          className="flex-1"
          label={t("features.followUps.model")}
          help={t("features.followUps.modelHelp")}
          provider={textOf(model["provider"])}
          name={name}
          onChoose={(offer) =>
            set({ model: { provider: offer.provider, name: offer.model.model, mode: "chat", completion_params: {} } })
          }
        />
        {name !== "" && (
          <Button variant="ghost" className="mb-5" onClick={() => set({ model: null })}>
            {t("features.followUps.useDefault")}
          </Button>
        )}
      </div>
      <TextArea
        label={t("features.followUps.prompt")}
        optional
        aside={`${[...prompt].length} / ${LONGEST_PROMPT}`}
        placeholder={t("features.followUps.promptPlaceholder")}
        value={prompt}
        error={[...prompt].length > LONGEST_PROMPT && t("features.tooLong", { max: LONGEST_PROMPT })}
        onChange={(event) => set({ prompt: event.target.value })}
      />
    </div>
  );
}
