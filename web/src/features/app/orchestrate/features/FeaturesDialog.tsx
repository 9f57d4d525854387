import { AudioLines, BookMarked, Copy, Lightbulb, MessageCircle, Mic, Quote, ShieldCheck } from "lucide-react";
import { Link } from "@tanstack/react-router";
import { useRef, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useDefaultModels } from "@/api/providers";
import { Button, Dialog, Switch } from "@/ui";
import { patchIn, type Raw } from "../basic/config";
import { Annotation } from "./Annotation";
import { featureOn, featuresOf, KEYS, type Feature } from "./feature";
import { FollowUps } from "./FollowUps";
import { ModerationCard } from "./ModerationCard";
import { Opener } from "./Opener";
import { SpeechCard } from "./SpeechCard";

export const FEATURE_ICONS: Record<Feature, ReactNode> = {
  opener: <MessageCircle size={16} aria-hidden />,
  followUps: <Lightbulb size={16} aria-hidden />,
  moreLikeThis: <Copy size={16} aria-hidden />,
  speech: <AudioLines size={16} aria-hidden />,
  listening: <Mic size={16} aria-hidden />,
  citations: <Quote size={16} aria-hidden />,
  moderation: <ShieldCheck size={16} aria-hidden />,
  annotation: <BookMarked size={16} aria-hidden />,
};

interface Props {
  mode: string;
  features: Raw;
  onChange: (change: (features: Raw) => Raw) => void;
  variables: readonly string[];
  onClose: () => void;
  /** Parts that only some types have. */
  children?: ReactNode;
}

/** The toolkit of an app: every part with a switch, what it does, and its settings while it is on. */
export function FeaturesDialog({ mode, features, onChange, variables, onClose, children }: Props) {
  const { t } = useTranslation("basic");
  const settingsOf = (feature: Feature): ReactNode => {
    switch (feature) {
      case "opener":
        return <Opener {...{ features, onChange, variables }} />;
      case "followUps":
        return <FollowUps {...{ features, onChange }} />;
      case "speech":
        return <SpeechCard {...{ features, onChange }} />;
      case "moderation":
        return <ModerationCard {...{ features, onChange }} />;
      case "annotation":
        return <Annotation {...{ features, onChange }} />;
      default:
        return null;
    }
  };
  return (
    <Dialog open onOpenChange={onClose} size="l" title={t("features.title")} description={t("features.text")}>
      <div className="flex flex-col gap-3">
        {featuresOf(mode).map((feature) => (
          <Card key={feature} {...{ feature, features, onChange }}>
            {settingsOf(feature)}
          </Card>
        ))}
        {children}
      </div>
    </Dialog>
  );
}

export type CardProps = Pick<Props, "features" | "onChange">;

function Card({ feature, features, onChange, children }: CardProps & { feature: Feature; children: ReactNode }) {
  const { t } = useTranslation("basic");
  const defaults = useDefaultModels().data?.data as Record<string, unknown> | undefined;
  const kept = useRef<Raw>({});
  const on = featureOn(features, feature);
  const needs = feature === "speech" ? "tts" : feature === "listening" ? "speech2text" : null;
  const lacking = needs !== null && defaults !== undefined && !defaults[needs];
  const toggle = (next: boolean) => {
    if (feature !== "opener") {
      onChange((all) => patchIn(all, KEYS[feature], { enabled: next }));
      return;
    }
    // An opener is on by having text; switching it off and on again brings the text back.
    const { opening_statement, suggested_questions } = features;
    if (!next) kept.current = { opening_statement, suggested_questions };
    const back =
      Object.keys(kept.current).length > 0 ? kept.current : { opening_statement: t("features.opener.first") };
    onChange((all) => ({ ...all, ...(next ? back : { opening_statement: "", suggested_questions: [] }) }));
  };
  return (
    <section aria-label={t(`features.${feature}.title`)} className="rounded-card border border-line">
      <div className="flex items-start gap-3 px-4 py-3">
        <span className="mt-0.5 text-accent-text">{FEATURE_ICONS[feature]}</span>
        <div className="min-w-0 flex-1">
          <h3 className="text-base font-medium">{t(`features.${feature}.title`)}</h3>
          <p className="text-small text-fg-3">{t(`features.${feature}.text`)}</p>
          {lacking && (
            <p className="mt-1 flex flex-wrap items-center gap-2 text-small text-warn">
              {t(`features.${feature as "speech"}.lacking`)}
              <Button asChild size="inline">
                <Link to="." search={(all: object) => ({ ...all, settings: "providers" })}>
                  {t("model.connect")}
                </Link>
              </Button>
            </p>
          )}
        </div>
        <Switch
          hideLabel
          label={t(`features.${feature}.title`)}
          checked={on}
          disabled={lacking && !on}
          onCheckedChange={toggle}
        />
      </div>
      {on && children && <div className="border-t border-line px-4 py-4">{children}</div>}
    </section>
  );
}
