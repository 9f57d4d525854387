import { useTranslation } from "react-i18next";
import { useExplain } from "@/i18n/useExplain";
import { ErrorBlock } from "@/ui";

/** That a vendor or server refused, in its own words. */
export function Refused({ error, text, title }: { error?: Error | null; text?: string; title?: string }) {
  const { t } = useTranslation("providers");
  const explain = useExplain();
  if (!error && text === undefined) return null;
  const known = error ? explain(error) : undefined;
  const words = text ?? (error?.message || known?.title);
  return (
    <ErrorBlock
      title={
        <>
          <span className="block">{title ?? t("refused")}</span>
          {words && <span className="mt-1 block text-small break-words whitespace-pre-wrap text-fg-2">{words}</span>}
        </>
      }
      {...(known?.details ? { details: known.details } : {})}
    />
  );
}
