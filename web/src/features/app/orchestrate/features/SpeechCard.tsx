import { useTranslation } from "react-i18next";
import { useDefaultModels } from "@/api/providers";
import { Combobox, Switch } from "@/ui";
import { patchIn, rawOf, textOf } from "../basic/config";
import { offerOf, useOffers } from "@/models/choice";
import { KEYS, SPOKEN } from "./feature";
import type { CardProps } from "./FeaturesDialog";

/** Language, voice, and whether answers speak by themselves. */
export function SpeechCard({ features, onChange }: CardProps) {
  const { t, i18n } = useTranslation("basic");
  const stored = rawOf(features[KEYS.speech]);
  const { offers } = useOffers("tts");
  const chosen = rawOf((useDefaultModels().data?.data as Record<string, unknown> | undefined)?.["tts"]);
  const model = offerOf(offers, textOf(chosen["provider"]), textOf(chosen["model"]));
  const voices = model?.model.model_properties.voices ?? [];
  const voice = textOf(stored["voice"]);
  const names = new Intl.DisplayNames([i18n.language], { type: "language" });
  const set = (more: Record<string, unknown>) => onChange((all) => patchIn(all, KEYS.speech, more));
  const language = textOf(stored["language"]);
  const known = voices.some((one) => one.mode === voice);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Combobox
        label={t("features.speech.language")}
        placeholder={t("features.speech.anyLanguage")}
        value={language || undefined}
        onValueChange={(next) => set({ language: next })}
        options={SPOKEN.map((tag) => ({ value: tag, text: names.of(tag) ?? tag }))}
      />
      <Combobox
        label={t("features.speech.voice")}
        placeholder={t("features.speech.defaultVoice")}
        empty={t("features.speech.noVoices")}
        value={voice || undefined}
        onValueChange={(next) => set({ voice: next })}
        options={[
          ...(voice !== "" && !known ? [{ value: voice, text: voice }] : []),
          ...voices.map((one) => ({ value: one.mode, text: one.name })),
        ]}
      />
      <Switch
        className="sm:col-span-2"
        label={t("features.speech.auto")}
        help={t("features.speech.autoHelp")}
        checked={stored["autoPlay"] === "enabled"}
        onCheckedChange={(on) => set({ autoPlay: on ? "enabled" : "disabled" })}
      />
    </div>
  );
}
