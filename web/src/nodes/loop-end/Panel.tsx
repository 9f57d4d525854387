import { useTranslation } from "react-i18next";
import { Nothing } from "@/editor/panel/parts";

export function Panel() {
  const { t } = useTranslation("panels");
  return <Nothing>{t("loop.end")}</Nothing>;
}
