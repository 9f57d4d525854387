import { useTranslation } from "react-i18next";
import { uploadPicture } from "@/api/apps";
import { useExplain } from "@/i18n/useExplain";
import { IconPicker, TextArea, TextField, type Icon } from "@/ui";

export type AppInfo = { name: string; description: string; icon: Icon };

/** Icon, name and description: what every dialog about an app asks. */
export function InfoFields({
  value,
  onChange,
  showError,
}: {
  value: AppInfo;
  onChange: (value: AppInfo) => void;
  showError: boolean;
}) {
  const { t } = useTranslation("studio");
  const explain = useExplain();
  return (
    <>
      <div className="flex items-start gap-2">
        <div className="pt-6">
          <IconPicker
            label={t("form.icon")}
            value={value.icon}
            onChange={(icon) => onChange({ ...value, icon })}
            upload={uploadPicture}
            explain={(error) => explain(error).title}
          />
        </div>
        <TextField
          className="flex-1"
          label={t("form.name")}
          placeholder={t("form.namePlaceholder")}
          autoFocus
          maxLength={100}
          value={value.name}
          onChange={(event) => onChange({ ...value, name: event.target.value })}
          error={showError && !value.name.trim() && t("form.needName")}
        />
      </div>
      <TextArea
        label={t("form.description")}
        placeholder={t("form.descriptionPlaceholder")}
        optional
        maxLength={400}
        value={value.description}
        onChange={(event) => onChange({ ...value, description: event.target.value })}
      />
    </>
  );
}

/** The fields as the server takes them. */
export const infoBody = ({ name, description, icon }: AppInfo) => ({
  name: name.trim(),
  description: description.trim(),
  icon_type: icon.image ? ("image" as const) : ("emoji" as const),
  icon: icon.image?.id ?? icon.icon,
  icon_background: icon.background,
});
