import { AudioLines, Eye, FileText, SlidersHorizontal } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Checkbox, IconButton, NumberField, Popover, RadioCards, Switch } from "@/ui";
import { isOn, patchIn, rawOf, textsOf, type Raw } from "./config";
import { useEditing } from "./edit";
import { Section } from "./Section";

type Kind = "image" | "document" | "audio";
const WAYS = ["local_file", "remote_url"] as const;
const MOST_FILES = 10;

/** Which kinds of files people may send along: the newer list of kinds, or the older switch for pictures. */
export function kindsOf(config: Raw): Kind[] {
  const stored = rawOf(config["file_upload"]);
  const kinds = isOn(stored) ? textsOf(stored["allowed_file_types"]) : [];
  const image = isOn(stored["image"]) || kinds.includes("image");
  return [
    ...(image ? ["image" as const] : []),
    ...(["document", "audio"] as const).filter((one) => kinds.includes(one)),
  ];
}

/** Switch a kind; both forms of the setting are kept in step. */
export function withKind(config: Raw, kind: Kind, on: boolean): Raw {
  const stored = rawOf(config["file_upload"]);
  const kinds = [...new Set(kindsOf(config).filter((one) => one !== kind)), ...(on ? [kind] : [])];
  const image = rawOf(stored["image"]);
  return patchIn(config, "file_upload", {
    enabled: kinds.length > 0,
    allowed_file_types: kinds,
    allowed_file_upload_methods: waysOf(config),
    number_limits: numberOf(config),
    image: {
      detail: "high",
      number_limits: numberOf(config),
      transfer_methods: waysOf(config),
      ...image,
      enabled: kinds.includes("image"),
    },
  });
}

export function waysOf(config: Raw): string[] {
  const stored = rawOf(config["file_upload"]);
  const own = textsOf(stored["allowed_file_upload_methods"]);
  const image = textsOf(rawOf(stored["image"])["transfer_methods"]);
  const ways = own.length > 0 ? own : image;
  return ways.length > 0 ? ways : [...WAYS];
}

export function numberOf(config: Raw): number {
  const stored = rawOf(config["file_upload"]);
  const number = stored["number_limits"] ?? rawOf(stored["image"])["number_limits"];
  return typeof number === "number" ? number : 3;
}

function withLimits(config: Raw, ways: string[], number: number): Raw {
  const image = { ...rawOf(rawOf(config["file_upload"])["image"]), transfer_methods: ways, number_limits: number };
  return patchIn(config, "file_upload", { allowed_file_upload_methods: ways, number_limits: number, image });
}

/** Pictures, documents and sound with a question, as far as the model takes them. */
export function FilesSection({ can }: { can: { vision: boolean; document: boolean; audio: boolean } }) {
  const { t } = useTranslation("basic");
  const { config, change } = useEditing();
  const kinds = kindsOf(config);
  const rows: { kind: Kind; able: boolean; icon: ReactNode }[] = [
    { kind: "image", able: can.vision, icon: <Eye size={16} aria-hidden /> },
    { kind: "document", able: can.document, icon: <FileText size={16} aria-hidden /> },
    { kind: "audio", able: can.audio, icon: <AudioLines size={16} aria-hidden /> },
  ];
  // A kind that is on although the model cannot read it stays visible, so that it can be switched off.
  const shown = rows.filter((row) => row.able || kinds.includes(row.kind));
  if (shown.length === 0) return null;
  return (
    <Section title={t("files.title")} help={t("files.help")} actions={kinds.length > 0 && <Limits />}>
      <ul className="flex flex-col gap-3 px-4 pb-4">
        {shown.map(({ kind, able, icon }) => (
          <li key={kind} className="flex items-start gap-3">
            <span className="mt-0.5 text-fg-3">{icon}</span>
            <div className="min-w-0 flex-1">
              <p className="text-base">{t(`files.${kind}`)}</p>
              <p className={able ? "text-small text-fg-3" : "text-small text-warn"}>
                {able ? t(`files.${kind}Help`) : t("files.unable")}
              </p>
            </div>
            <Switch
              hideLabel
              label={t(`files.${kind}`)}
              checked={kinds.includes(kind)}
              onCheckedChange={(on) => change((all) => withKind(all, kind, on))}
            />
          </li>
        ))}
      </ul>
    </Section>
  );
}

function Limits() {
  const { t } = useTranslation("basic");
  const { config, change } = useEditing();
  const ways = waysOf(config);
  const number = numberOf(config);
  const image = rawOf(rawOf(config["file_upload"])["image"]);
  const wrong = number < 1 || number > MOST_FILES;
  return (
    <Popover
      align="end"
      label={t("files.settings")}
      className="w-80 p-4"
      trigger={<IconButton size="compact" label={t("files.settings")} icon={<SlidersHorizontal size={14} />} />}
    >
      <div className="space-y-4">
        {kindsOf(config).includes("image") && (
          <RadioCards
            label={t("files.detail")}
            value={image["detail"] === "low" ? "low" : "high"}
            onValueChange={(detail) =>
              change((all) =>
                patchIn(all, "file_upload", { image: { ...rawOf(rawOf(all["file_upload"])["image"]), detail } }),
              )
            }
            options={(["high", "low"] as const).map((value) => ({ value, label: t(`files.${value}`) }))}
          />
        )}
        <fieldset className="space-y-1.5">
          <legend className="mb-1 text-base font-medium">{t("files.ways")}</legend>
          {WAYS.map((way) => (
            <Checkbox
              key={way}
              label={t(`files.${way}`)}
              checked={ways.includes(way)}
              disabled={ways.length === 1 && ways[0] === way}
              onCheckedChange={(on) =>
                change((all) => withLimits(all, on ? [...ways, way] : ways.filter((one) => one !== way), number))
              }
            />
          ))}
        </fieldset>
        <NumberField
          label={t("files.number")}
          min={1}
          max={MOST_FILES}
          step={1}
          value={number}
          error={wrong && t("files.range", { max: MOST_FILES })}
          onValueChange={(next) => next !== null && change((all) => withLimits(all, ways, Math.round(next)))}
        />
      </div>
    </Popover>
  );
}
