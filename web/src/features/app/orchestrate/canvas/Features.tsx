import { Paperclip } from "lucide-react";
import { useTranslation } from "react-i18next";
import { setFeatures } from "@/editor/actions/variables";
import { useEditor, useEditorStore } from "@/editor/context";
import { record, strings, text, type Raw } from "@/editor/raw";
import { startNode } from "@/editor/walk";
import { Badge } from "@/ui/Badge";
import { Checkbox, Switch } from "@/ui/Choice";
import { NumberField, TextField } from "@/ui/TextField";
import { FeaturesDialog } from "../features/FeaturesDialog";

const KINDS = ["document", "image", "audio", "video", "custom"] as const;
const WAYS = ["local_file", "remote_url"] as const;
const MOST_FILES = 10;

/** The toolkit of a chatflow, or the old image upload of a workflow. */
export function Features({ chat, onClose }: { chat: boolean; onClose: () => void }) {
  const store = useEditorStore();
  const { t } = useTranslation("orchestrate");
  const features = useEditor((state) => state.content.features);
  const document = useEditor((state) => state.document);
  const readOnly = useEditor((state) => state.readOnly);
  const change = (how: (all: Raw) => Raw) =>
    void store.getState().edit("features", setFeatures(how), { merge: "features" });
  const declared = startNode(document)?.data["variables"];
  const variables = Array.isArray(declared) ? declared.map((one) => text(record(one)["variable"])).filter(Boolean) : [];
  return (
    <FeaturesDialog
      mode={chat ? "advanced-chat" : "workflow"}
      features={features}
      onChange={change}
      variables={variables}
      onClose={onClose}
    >
      {readOnly && <p className="text-base text-fg-2">{t("readOnly.text")}</p>}
      {chat ? <Upload features={features} change={change} /> : <OldUpload features={features} change={change} />}
    </FeaturesDialog>
  );
}

interface Props {
  features: Raw;
  change: (how: (all: Raw) => Raw) => void;
}

/** Change the upload settings; the older switch for pictures is kept in step. */
const withUpload = (features: Raw, part: Raw): Raw => {
  const upload = { ...record(features["file_upload"]), ...part };
  const image = upload["enabled"] === true && strings(upload["allowed_file_types"]).includes("image");
  const methods = upload["allowed_file_upload_methods"];
  return {
    ...features,
    file_upload: {
      ...upload,
      image: {
        ...record(upload["image"]),
        enabled: image,
        number_limits: upload["number_limits"],
        transfer_methods: methods,
      },
    },
  };
};

function Upload({ features, change }: Props) {
  const { t } = useTranslation("orchestrate");
  const upload = record(features["file_upload"]);
  const on = upload["enabled"] === true || record(upload["image"])["enabled"] === true;
  const stored = strings(upload["allowed_file_types"]);
  const kinds = stored.length > 0 ? stored : ["image"];
  const ways = strings(upload["allowed_file_upload_methods"]);
  const chosen = ways.length > 0 ? ways : [...WAYS];
  const number = typeof upload["number_limits"] === "number" ? upload["number_limits"] : 3;
  const set = (part: Raw) =>
    change((all) =>
      withUpload(all, {
        allowed_file_types: kinds,
        allowed_file_upload_methods: chosen,
        number_limits: number,
        enabled: on,
        ...part,
      }),
    );
  const toggled = (all: readonly string[], one: string, wanted: boolean) =>
    wanted ? [...all, one] : all.filter((other) => other !== one);
  return (
    <section aria-label={t("upload.title")} className="rounded-card border border-line">
      <div className="flex items-start gap-3 px-4 py-3">
        <span className="mt-0.5 text-accent-text">
          <Paperclip size={16} aria-hidden />
        </span>
        <div className="min-w-0 flex-1">
          <h3 className="text-base font-medium">{t("upload.title")}</h3>
          <p className="text-small text-fg-3">{t("upload.text")}</p>
        </div>
        <Switch hideLabel label={t("upload.title")} checked={on} onCheckedChange={(enabled) => set({ enabled })} />
      </div>
      {on && (
        <div className="grid gap-4 border-t border-line px-4 py-4 sm:grid-cols-2">
          <fieldset className="space-y-1.5">
            <legend className="mb-1 text-base font-medium">{t("upload.kinds")}</legend>
            {KINDS.map((kind) => (
              <Checkbox
                key={kind}
                label={t(`upload.${kind}`)}
                checked={kinds.includes(kind)}
                disabled={kinds.length === 1 && kinds[0] === kind}
                onCheckedChange={(wanted) => set({ allowed_file_types: toggled(kinds, kind, wanted) })}
              />
            ))}
          </fieldset>
          <div className="space-y-4">
            <fieldset className="space-y-1.5">
              <legend className="mb-1 text-base font-medium">{t("upload.ways")}</legend>
              {WAYS.map((way) => (
                <Checkbox
                  key={way}
                  label={t(`upload.${way}`)}
                  checked={chosen.includes(way)}
                  disabled={chosen.length === 1 && chosen[0] === way}
                  onCheckedChange={(wanted) => set({ allowed_file_upload_methods: toggled(chosen, way, wanted) })}
                />
              ))}
            </fieldset>
            <NumberField
              label={t("upload.number")}
              min={1}
              max={MOST_FILES}
              step={1}
              value={number}
              error={number < 1 || number > MOST_FILES ? t("upload.range", { max: MOST_FILES }) : undefined}
              onValueChange={(next) => next !== null && set({ number_limits: Math.round(next) })}
            />
            {kinds.includes("custom") && (
              <TextField
                label={t("upload.extensions")}
                placeholder=".log, .dat"
                defaultValue={strings(upload["allowed_file_extensions"]).join(", ")}
                onBlur={(event) =>
                  set({
                    allowed_file_extensions: event.target.value
                      .split(/[\s,，]+/)
                      .filter(Boolean)
                      .map((one) => (one.startsWith(".") ? one : `.${one}`)),
                  })
                }
              />
            )}
          </div>
        </div>
      )}
    </section>
  );
}

function OldUpload({ features, change }: Props) {
  const { t } = useTranslation("orchestrate");
  const image = record(record(features["file_upload"])["image"]);
  const toggle = (enabled: boolean) =>
    change((all) => {
      const upload = record(all["file_upload"]);
      const next = { number_limits: 3, transfer_methods: [...WAYS], ...record(upload["image"]), enabled };
      return { ...all, file_upload: { ...upload, image: next } };
    });
  return (
    <section aria-label={t("upload.imageTitle")} className="rounded-card border border-line">
      <div className="flex items-start gap-3 px-4 py-3">
        <span className="mt-0.5 text-accent-text">
          <Paperclip size={16} aria-hidden />
        </span>
        <div className="min-w-0 flex-1">
          <h3 className="flex items-center gap-2 text-base font-medium">
            {t("upload.imageTitle")} <Badge>{t("upload.legacy")}</Badge>
          </h3>
          <p className="text-small text-fg-3">{t("upload.imageText")}</p>
        </div>
        <Switch hideLabel label={t("upload.imageTitle")} checked={image["enabled"] === true} onCheckedChange={toggle} />
      </div>
    </section>
  );
}
