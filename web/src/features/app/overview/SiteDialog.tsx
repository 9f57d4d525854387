import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { uploadPicture } from "@/api/apps";
import { useSiteChanges, type SiteChange, type SiteSettings } from "@/api/site";
import type { App } from "@/api/types";
import { LANGUAGE_NAMES, LANGUAGES, nearest } from "@/i18n";
import { useExplain } from "@/i18n/useExplain";
import { Button, Dialog, ErrorBlock, IconPicker, Select, Switch, TextArea, TextField, toast, type Icon } from "@/ui";

type Looks = {
  icon: Icon;
  title: string;
  description: string;
  language: (typeof LANGUAGES)[number];
  colour: string;
  inverted: boolean;
  answerIcon: boolean;
  steps: boolean;
  placeholder: string;
  copyright: string;
  privacy: string;
  disclaimer: string;
};

const COLOUR = /^#[0-9a-f]{6}$/i;
const OWN = "#0f766e";

function looksOf(app: App, site: SiteSettings): Looks {
  const image = site.icon_type === "image" && site.icon;
  const url = app.site?.icon === app.icon ? (app.icon_url ?? "") : "";
  return {
    icon: {
      icon: image ? "🤖" : site.icon || "🤖",
      background: site.icon_background ?? "#FFEAD5",
      ...(image && { image: { id: image, url } }),
    },
    title: site.title,
    description: site.description,
    language: nearest(site.default_language),
    colour: site.chat_color_theme ?? "",
    inverted: site.chat_color_theme_inverted,
    answerIcon: site.use_icon_as_answer_icon,
    steps: site.show_workflow_steps,
    placeholder: site.input_placeholder ?? "",
    copyright: site.copyright ?? "",
    privacy: site.privacy_policy ?? "",
    disclaimer: site.custom_disclaimer,
  };
}

const body = (looks: Looks): SiteChange => ({
  icon_type: looks.icon.image ? "image" : "emoji",
  icon: looks.icon.image?.id ?? looks.icon.icon,
  icon_background: looks.icon.background,
  title: looks.title.trim(),
  description: looks.description.trim(),
  default_language: looks.language,
  chat_color_theme: looks.colour.trim() || null,
  chat_color_theme_inverted: looks.inverted,
  use_icon_as_answer_icon: looks.answerIcon,
  show_workflow_steps: looks.steps,
  input_placeholder: looks.placeholder.trim() || null,
  copyright: looks.copyright.trim() || null,
  privacy_policy: looks.privacy.trim() || null,
  custom_disclaimer: looks.disclaimer.trim(),
});

/** What visitors see of an app besides what it does; saved changes show at once. */
export function SiteDialog({ app, site, onClose }: { app: App; site: SiteSettings; onClose: () => void }) {
  const { t } = useTranslation(["overview", "common"]);
  const explain = useExplain();
  const { update } = useSiteChanges(app.id);
  const [first] = useState(() => looksOf(app, site));
  const [looks, setLooks] = useState(first);
  const [tried, setTried] = useState(false);
  const change = (next: Partial<Looks>) => setLooks({ ...looks, ...next });
  const wrong = {
    title: looks.title.trim() === "" && t("settings.needTitle"),
    colour: looks.colour.trim() !== "" && !COLOUR.test(looks.colour.trim()) && t("settings.badColour"),
    privacy: looks.privacy.trim() !== "" && !/^https?:\/\/\S+$/.test(looks.privacy.trim()) && t("settings.badLink"),
  };
  const shown = (name: keyof typeof wrong) => (tried ? wrong[name] : false);
  const submit = () => {
    setTried(true);
    if (wrong.title || wrong.colour || wrong.privacy || update.isPending) return;
    update.mutate(body(looks), {
      onSuccess: () => {
        toast.ok(t("settings.saved"));
        onClose();
      },
    });
  };
  const dirty = JSON.stringify(looks) !== JSON.stringify(first);
  const chat = app.mode !== "workflow" && app.mode !== "completion";
  const graph = app.mode === "workflow" || app.mode === "advanced-chat";
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="l"
      title={t("settings.title")}
      description={t("settings.text")}
      mayClose={() => !dirty || window.confirm(t("settings.leave"))}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={update.isPending}>
            {t("common:save")}
          </Button>
        </>
      }
    >
      <div className="space-y-5">
        {update.error && <ErrorBlock {...explain(update.error)} />}
        <Group title={t("settings.face")}>
          <div className="flex items-start gap-2 sm:col-span-2">
            <div className="pt-6">
              <IconPicker
                label={t("settings.icon")}
                value={looks.icon}
                onChange={(icon) => change({ icon })}
                upload={uploadPicture}
                explain={(error) => explain(error).title}
              />
            </div>
            <TextField
              className="flex-1"
              label={t("settings.name")}
              maxLength={255}
              value={looks.title}
              error={shown("title")}
              onChange={(event) => change({ title: event.target.value })}
            />
          </div>
          <TextArea
            className="sm:col-span-2"
            label={t("settings.description")}
            optional
            maxLength={2000}
            value={looks.description}
            onChange={(event) => change({ description: event.target.value })}
          />
          <Select
            label={t("settings.language")}
            value={looks.language}
            onValueChange={(language) => change({ language })}
            options={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
          />
          <Colour value={looks.colour} error={shown("colour")} onChange={(colour) => change({ colour })} />
        </Group>
        <Group title={t("settings.behaviour")}>
          {chat && (
            <TextField
              className="sm:col-span-2"
              label={t("settings.placeholder")}
              optional
              maxLength={64}
              value={looks.placeholder}
              onChange={(event) => change({ placeholder: event.target.value })}
            />
          )}
          {graph && (
            <Switch
              label={t("settings.steps")}
              help={t("settings.stepsHelp")}
              checked={looks.steps}
              onCheckedChange={(steps) => change({ steps })}
            />
          )}
          {chat && (
            <Switch
              label={t("settings.answerIcon")}
              help={t("settings.answerIconHelp")}
              checked={looks.answerIcon}
              onCheckedChange={(answerIcon) => change({ answerIcon })}
            />
          )}
          <Switch
            label={t("settings.inverted")}
            help={t("settings.invertedHelp")}
            checked={looks.inverted}
            onCheckedChange={(inverted) => change({ inverted })}
          />
        </Group>
        <Group title={t("settings.legal")}>
          <TextField
            label={t("settings.copyright")}
            optional
            maxLength={255}
            value={looks.copyright}
            onChange={(event) => change({ copyright: event.target.value })}
          />
          <TextField
            label={t("settings.privacy")}
            optional
            type="url"
            placeholder="https://"
            maxLength={255}
            value={looks.privacy}
            error={shown("privacy")}
            onChange={(event) => change({ privacy: event.target.value })}
          />
          <TextArea
            className="sm:col-span-2"
            label={t("settings.disclaimer")}
            help={t("settings.disclaimerHelp")}
            optional
            maxLength={512}
            value={looks.disclaimer}
            onChange={(event) => change({ disclaimer: event.target.value })}
          />
        </Group>
      </div>
    </Dialog>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset>
      <legend className="mb-2 text-base font-semibold">{title}</legend>
      <div className="grid gap-4 sm:grid-cols-2">{children}</div>
    </fieldset>
  );
}

function Colour(props: { value: string; error: ReactNode; onChange: (colour: string) => void }) {
  const { t } = useTranslation("overview");
  return (
    <TextField
      label={t("settings.colour")}
      optional
      placeholder={OWN}
      maxLength={7}
      value={props.value}
      error={props.error}
      onChange={(event) => props.onChange(event.target.value)}
      trailing={
        <input
          type="color"
          aria-label={t("settings.chooseColour")}
          value={COLOUR.test(props.value) ? props.value : OWN}
          onChange={(event) => props.onChange(event.target.value)}
          className="size-6 rounded-chip bg-surface"
        />
      }
    />
  );
}
