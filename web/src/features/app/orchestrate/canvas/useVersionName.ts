import { useTranslation } from "react-i18next";
import type { Version } from "@/api/versions";
import { formatWhen } from "@/ui/format";

/** What a version is called: its title, else when it was made. */
export function useVersionName(): (version: Version) => string {
  const { t, i18n } = useTranslation("orchestrate");
  return (version) =>
    version.marked_name || t("versions.unnamed", { when: formatWhen(version.created_at, i18n.language) });
}
