import { Link } from "@tanstack/react-router";
import { Settings2, TriangleAlert } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ModelKind } from "@/api/providers";
import { Badge, Button, Combobox } from "@/ui";
import { joined, parted, useBlocked, useChosen, type Offer } from "./choice";
import { Abilities, abilitiesOf, ContextSize, Price } from "./facts";

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
  /** Said instead of "Choose a model" while none is chosen. */
  placeholder?: string | undefined;
  disabled?: boolean;
}

/**
 * Chooses a model of a kind, by provider, with what each can do, reads and costs. Models that cannot be used now say
 * why; a chosen one that is not there any more stays visible with the reason.
 */
export function ModelPicker(props: Props) {
  const { label, provider, name, kind = "llm", onChoose, className, titled, help, placeholder, disabled } = props;
  const { t } = useTranslation("models");
  const [open, setOpen] = useState(false);
  const { offers, loading, offer: chosen, obstacle } = useChosen(kind, provider, name);
  const blocked = useBlocked(kind, open);
  const shown = chosen && !offers.includes(chosen) ? [chosen, ...offers] : offers;
  const rest = blocked.filter((one) => one.model.model !== name || one.provider !== chosen?.provider);
  const options = [
    ...(obstacle && !rest.some((one) => one.model.model === name)
      ? [{ value: joined(provider, name), text: name, group: t("picker.blocked"), disabled: true }]
      : []),
    ...shown.map((one) => ({
      value: joined(one.provider, one.model.model),
      text: one.label,
      keywords: keywords(one, t),
      group: one.providerLabel,
      hint: <Facts offer={one} />,
    })),
    ...rest.map((one) => ({
      value: joined(one.provider, one.model.model),
      text: one.label,
      keywords: `${one.providerLabel} ${one.model.model}`,
      group: t("picker.blocked"),
      hint: t(`obstacle.${one.obstacle}`),
      disabled: true,
    })),
  ];
  return (
    <div className={className}>
      <Combobox
        {...(titled ? { label } : { ariaLabel: label })}
        {...(help ? { help } : {})}
        {...(disabled ? { disabled } : {})}
        placeholder={loading ? t("picker.loading") : (placeholder ?? t("picker.choose"))}
        value={name === "" ? undefined : joined(chosen?.provider ?? provider, name)}
        options={options}
        panelClassName="w-[min(480px,92vw)]"
        onOpenChange={setOpen}
        empty={offers.length === 0 ? t("picker.none") : undefined}
        footer={
          <p className="border-t p-1">
            <Button asChild variant="ghost" size="compact">
              <Link to="." search={(all: object) => ({ ...all, settings: "providers" })} onClick={() => setOpen(false)}>
                <Settings2 aria-hidden size={13} />
                {t("picker.connect")}
              </Link>
            </Button>
          </p>
        }
        onValueChange={(value) => {
          const { provider: from, model } = parted(value);
          const offer = shown.find((one) => one.provider === from && one.model.model === model);
          if (offer) onChoose(offer);
        }}
      />
      {obstacle && (
        <p className="mt-1 flex items-start gap-1 text-small text-warn">
          <TriangleAlert size={12} aria-hidden className="mt-0.5 shrink-0" />
          {t(`missing.${obstacle}`, { provider: provider.split("/").at(-1), model: name })}
        </p>
      )}
    </div>
  );
}

/** Also found by its id and by what it can do. */
function keywords(offer: Offer, t: ReturnType<typeof useTranslation<"models">>["t"]) {
  return [offer.model.model, offer.provider, ...abilitiesOf(offer.model).map((one) => t(`can.${one}`))].join(" ");
}

function Facts({ offer: { model } }: { offer: Offer }) {
  const { t } = useTranslation("models");
  return (
    <span className="flex items-center gap-2 text-meta">
      {model.deprecated && <Badge tone="warn">{t("deprecated")}</Badge>}
      <Abilities model={model} />
      <ContextSize model={model} className="min-w-9 text-right" />
      <Price model={model} className="min-w-20 text-right max-sm:hidden" />
    </span>
  );
}
