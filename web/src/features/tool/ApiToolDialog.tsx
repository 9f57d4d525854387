import { useTranslation } from "react-i18next";
import { useApiProvider, type ApiProvider } from "@/api/tools";
import { useExplain } from "@/i18n/useExplain";
import { Dialog, ErrorBlock, Skeleton } from "@/ui";
import { ApiToolForm } from "./ApiToolForm";

/** A custom tool: new, or the stored one once it is here. */
export function ApiToolDialog({ id, onClose }: { id?: string | undefined; onClose: () => void }) {
  const { t } = useTranslation("tools");
  const explain = useExplain();
  const provider = useApiProvider(id);
  if (id === undefined) return <ApiToolForm onClose={onClose} />;
  if (provider.data) return <ApiToolForm provider={provider.data satisfies ApiProvider} onClose={onClose} />;
  return (
    <Dialog open onOpenChange={onClose} size="full" title={t("api.editTitle")}>
      {provider.error ? (
        <ErrorBlock {...explain(provider.error)} onRetry={() => void provider.refetch()} />
      ) : (
        <Skeleton className="h-64" />
      )}
    </Dialog>
  );
}
