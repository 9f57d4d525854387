import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/error";
import { useApiTools, type ApiOperation, type ApiProvider } from "@/api/tools";
import { useExplain } from "@/i18n/useExplain";
import { Button, Dialog, ErrorBlock, IconPicker, TextArea, TextField, toast } from "@/ui";
import { authOf, authProblem, credentialsOf, NO_AUTH } from "./auth";
import { AuthFields } from "./AuthFields";
import { LabelPicker, type Label } from "./labels";
import { Operations } from "./Operations";
import { RemoveToolDialog } from "./RemoveToolDialog";
import { SchemaSource } from "./SchemaSource";
import { TestDialog } from "./TestDialog";
import { useParsed } from "./useParsed";

/** A custom tool from an API document: the document at the left, what it offers at the right. */
export function ApiToolForm({ provider, onClose }: { provider?: ApiProvider; onClose: () => void }) {
  const { t } = useTranslation(["tools", "common"]);
  const explain = useExplain();
  const { save } = useApiTools();
  const stored = provider?.credentials ?? {};
  const [typedName, setName] = useState(provider?.name);
  const [icon, setIcon] = useState({
    icon: provider?.icon.content ?? "🔧",
    background: provider?.icon.background ?? "#E0E7FF",
  });
  const [description, setDescription] = useState(provider?.description ?? "");
  const [labels, setLabels] = useState<Label[]>((provider?.labels ?? []) as Label[]);
  const [privacy, setPrivacy] = useState(provider?.privacy_policy ?? "");
  const [auth, setAuth] = useState(() => (provider ? authOf(stored) : NO_AUTH));
  const source = useParsed(provider?.document ?? "", provider?.source_url ?? "");
  const name = typedName ?? source.parsed?.title ?? "";
  const [tried, setTried] = useState(false);
  const [testing, setTesting] = useState<ApiOperation>();
  const [leaving, setLeaving] = useState(false);
  const [changed, setChanged] = useState(false);
  const touch =
    <T,>(set: (value: T) => void) =>
    (value: T) => {
      setChanged(true);
      set(value);
    };
  const wrong = authProblem(auth);
  const failed = save.error instanceof ApiError ? save.error.code : undefined;
  const taken = failed === "tool_name_taken" && save.error && explain(save.error).title;
  const submit = () => {
    setTried(true);
    if (!name.trim() || !source.parsed?.operations.length || source.reading || wrong || save.isPending) return;
    save.mutate(
      {
        id: provider?.id,
        name: name.trim(),
        description: description.trim(),
        icon: { content: icon.icon, background: icon.background },
        labels,
        document: source.parsed.document,
        source_url: source.parsed.source_url,
        credentials: credentialsOf(auth),
        privacy_policy: privacy.trim(),
        custom_disclaimer: provider?.custom_disclaimer ?? "",
      },
      {
        onSuccess: () => {
          toast.ok(t("api.saved", { name: name.trim() }));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      size="full"
      title={t(provider ? "api.editTitle" : "api.createTitle")}
      description={t("api.text")}
      mayClose={() => !(changed || source.changed) || window.confirm(t("leave"))}
      onSubmit={submit}
      footer={
        <>
          {provider && (
            <Button variant="ghost" className="mr-auto" icon={<Trash2 size={14} />} onClick={() => setLeaving(true)}>
              {t("common:delete")}
            </Button>
          )}
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="primary" loading={save.isPending}>
            {t(provider ? "common:save" : "api.create")}
          </Button>
        </>
      }
    >
      <div className="grid gap-6 md:grid-cols-[minmax(0,11fr)_minmax(0,9fr)]">
        <div className="min-w-0 space-y-4">
          <div className="flex items-start gap-2">
            <div className="pt-6">
              <IconPicker label={t("icon")} value={icon} onChange={touch(setIcon)} />
            </div>
            <TextField
              className="flex-1"
              label={t("name")}
              maxLength={255}
              value={name}
              onChange={(event) => touch(setName)(event.target.value)}
              error={taken || (tried && !name.trim() && t("needName"))}
            />
          </div>
          <SchemaSource source={source} tried={tried} />
          <AuthFields auth={auth} stored={stored} problem={tried ? wrong : undefined} onChange={touch(setAuth)} />
          <TextArea
            label={t("description")}
            optional
            rows={2}
            maxLength={2000}
            value={description}
            onChange={(event) => touch(setDescription)(event.target.value)}
          />
          <div className="grid gap-4 sm:grid-cols-2">
            <LabelPicker value={labels} onChange={touch(setLabels)} />
            <TextField
              label={t("privacy")}
              optional
              type="url"
              placeholder="https://"
              value={privacy}
              onChange={(event) => touch(setPrivacy)(event.target.value)}
            />
          </div>
          {save.error && !taken && <ErrorBlock {...explain(save.error)} />}
        </div>
        <Operations
          parsed={source.parsed}
          reading={source.reading}
          empty={source.document.trim() === ""}
          onTest={setTesting}
        />
      </div>
      {testing && source.parsed && (
        <TestDialog
          operation={testing}
          parsed={source.parsed}
          credentials={credentialsOf(auth)}
          providerId={provider?.id}
          onClose={() => setTesting(undefined)}
        />
      )}
      {leaving && provider && (
        <RemoveToolDialog
          kind="api"
          id={provider.id}
          name={provider.name}
          onClose={() => setLeaving(false)}
          onRemoved={onClose}
        />
      )}
    </Dialog>
  );
}
