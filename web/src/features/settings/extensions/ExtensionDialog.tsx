import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/error";
import { useExtensionChanges, type Extension } from "@/api/extensions";
import { useExplain } from "@/i18n/useExplain";
import { Button, CopyButton, Dialog, ErrorBlock, SecretField, TextField, toast } from "@/ui";

const SHORTEST = 5;

/** Registers a service or changes it. The server pings it first and keeps nothing when the answer is wrong. */
export function ExtensionDialog({ extension, onClose }: { extension?: Extension | undefined; onClose: () => void }) {
  const { t } = useTranslation(["settings", "common"]);
  const explain = useExplain();
  const { save, newKey } = useExtensionChanges();
  const [name, setName] = useState(extension?.name ?? "");
  const [endpoint, setEndpoint] = useState(extension?.api_endpoint ?? "");
  const [key, setKey] = useState<string | undefined>(extension ? undefined : "");
  const [tried, setTried] = useState(false);
  const badAddress = !/^https?:\/\/[^\s/]+/.test(endpoint.trim());
  const badKey = key !== undefined && key.trim().length < SHORTEST;
  const code = save.error instanceof ApiError ? save.error.code : undefined;
  const refused = save.error ? explain(save.error).title : undefined;
  const atField = code === "extension_name_taken" || code === "extension_ping_failed";
  const submit = () => {
    setTried(true);
    if (!name.trim() || badAddress || badKey || save.isPending) return;
    save.mutate(
      {
        id: extension?.id,
        name: name.trim(),
        api_endpoint: endpoint.trim(),
        api_key: key === undefined ? (extension?.api_key ?? "") : key.trim(),
      },
      {
        onSuccess: () => {
          toast.ok(t("extensions.saved", { name: name.trim() }));
          onClose();
        },
      },
    );
  };
  const generate = () =>
    newKey.mutate(undefined, {
      onSuccess: (made) => setKey(made.api_key),
      onError: (error) => toast.bad(explain(error).title),
    });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t(extension ? "extensions.editTitle" : "extensions.add")}
      description={t("extensions.ping")}
      onSubmit={submit}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={save.isPending}>
            {t("extensions.save")}
          </Button>
        </>
      }
    >
      <div className="space-y-4">
        <TextField
          label={t("extensions.name")}
          maxLength={255}
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={code === "extension_name_taken" ? refused : tried && !name.trim() && t("account.required")}
        />
        <TextField
          label={t("extensions.endpoint")}
          type="url"
          placeholder="https://extensions.example.com/tenon"
          maxLength={2000}
          value={endpoint}
          onChange={(event) => setEndpoint(event.target.value)}
          error={code === "extension_ping_failed" ? refused : tried && badAddress && t("extensions.needUrl")}
        />
        <div className="flex items-start gap-2">
          <SecretField
            className="flex-1"
            label={t("extensions.key")}
            help={t("extensions.keyHelp")}
            masked={extension?.api_key}
            value={key}
            onValueChange={setKey}
            error={tried && badKey && t("extensions.shortKey", { count: SHORTEST })}
          />
          <span className="flex items-center gap-1 pt-6">
            {newKey.data && key === newKey.data.api_key && <CopyButton text={key} />}
            <Button loading={newKey.isPending} onClick={generate}>
              {t("extensions.generate")}
            </Button>
          </span>
        </div>
        {save.error && !atField && <ErrorBlock {...explain(save.error)} />}
      </div>
    </Dialog>
  );
}
