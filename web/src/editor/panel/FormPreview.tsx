import { useState } from "react";
import { useTranslation } from "react-i18next";
import { InputForm } from "@/run/InputForm";
import { initialValues, readDeclarations } from "@/run/inputs";
import { Dialog } from "@/ui/Dialog";
import type { Raw } from "../raw";

/** The form as people see it; nothing is sent. */
export function FormPreview({ fields, onClose }: { fields: readonly Raw[]; onClose: () => void }) {
  const { t } = useTranslation("panels");
  const declared = readDeclarations(fields);
  const [values, setValues] = useState(() => initialValues(declared));
  return (
    <Dialog open onOpenChange={onClose} title={t("start.preview")} description={t("start.previewHelp")}>
      <InputForm
        fields={declared}
        values={values}
        update={(change) => setValues(change)}
        upload={() => Promise.reject(new Error(t("start.noUpload")))}
        checked={false}
      />
    </Dialog>
  );
}
