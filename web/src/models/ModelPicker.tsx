import { Link } from "@tanstack/react-router";
import { AudioLines, Eye, FileText, TriangleAlert, Wrench } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ModelKind } from "@/api/providers";
import { Button, Combobox, Tooltip } from "@/ui";
import { abilities, joined, offerOf, parted, useOffers, type Offer } from "./choice";

interface Props {
  label: string;
  provider: string;
  name: string;
  kind?: ModelKind;
  onChoose: (offer: Offer) => void;
  className?: string | undefined;
  /** With a label above it instead of in words for screen readers only. */
  titled?: boolean;
  help?: string | undefined;
}

/** Chooses a model of a kind, by provider; one that is not there any more stays visible with a warning. */
export function ModelPicker({ label, provider, name, kind = "llm", onChoose, className, titled, help }: Props) {
  const { t } = useTranslation("models");
  const { offers, loading } = useOffers(kind);
  const chosen = offerOf(offers, provider, name);
  const shown = offers.filter((one) => !one.model.deprecated || one === chosen);
  const missing = name !== "" && !chosen && !loading;
  const options = [
    ...(missing ? [{ value: joined(provider, name), text: name, group: t("picker.gone"), disabled: true }] : []),
    ...shown.map((one) => ({
      value: joined(one.provider, one.model.model),
      text: one.label,
      group: one.providerLabel,
      hint: <Marks offer={one} />,
    })),
  ];
  return (
    <div className={className}>
      <Combobox
        {...(titled ? { label } : { ariaLabel: label })}
        {...(help ? { help } : {})}
        placeholder={loading ? t("picker.loading") : t("picker.choose")}
        value={name === "" ? undefined : chosen ? joined(chosen.provider, name) : joined(provider, name)}
        options={options}
        empty={
          <span className="flex flex-col items-start gap-2">
            {t("picker.none")}
            <Button asChild size="inline">
              <Link to="." search={(all: object) => ({ ...all, settings: "providers" })}>
                {t("picker.connect")}
              </Link>
            </Button>
          </span>
        }
        onValueChange={(value) => {
          const { provider: from, model } = parted(value);
          const offer = offers.find((one) => one.provider === from && one.model.model === model);
          if (offer) onChoose(offer);
        }}
      />
      {missing && (
        <p className="mt-1 flex items-center gap-1 text-small text-warn">
          <TriangleAlert size={12} aria-hidden /> {t("picker.missing")}
        </p>
      )}
    </div>
  );
}

/** What a model can do besides text, and how much it reads. */
function Marks({ offer }: { offer: Offer }) {
  const { t } = useTranslation("models");
  const can = abilities(offer);
  const context = offer.model.model_properties.context_size;
  const marks = [
    can.vision && { icon: <Eye size={12} aria-hidden />, text: t("can.vision") },
    can.tools && { icon: <Wrench size={12} aria-hidden />, text: t("can.tools") },
    can.document && { icon: <FileText size={12} aria-hidden />, text: t("can.document") },
    can.audio && { icon: <AudioLines size={12} aria-hidden />, text: t("can.audio") },
  ].filter((one) => one !== false);
  return (
    <span className="flex items-center gap-1.5 text-meta">
      {marks.map((mark) => (
        <Tooltip key={mark.text} text={mark.text}>
          <span aria-label={mark.text} role="img">
            {mark.icon}
          </span>
        </Tooltip>
      ))}
      {typeof context === "number" && <span className="tabular">{Math.round(context / 1000)}K</span>}
    </span>
  );
}
