import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { may, useRenameWorkspace, useSystem, useWorkspace } from "@/api/workspace";
import { useExplain } from "@/i18n/useExplain";
import { Badge, Button, ErrorBlock, TextField, toast } from "@/ui";

export function WorkspacePage() {
  const { t } = useTranslation(["settings", "common"]);
  const explain = useExplain();
  const workspace = useWorkspace().data;
  const system = useSystem().data;
  const rename = useRenameWorkspace();
  const [typed, setTyped] = useState<string>();
  const name = typed ?? workspace?.name ?? "";
  const allowed = may.administrate(workspace?.role);
  const changed = name.trim() !== "" && name.trim() !== workspace?.name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (changed) rename.mutate(name.trim(), { onSuccess: () => toast.ok(t("workspace.saved")) });
  };
  return (
    <div className="max-w-md space-y-8">
      <form onSubmit={submit} className="space-y-4">
        <TextField
          label={t("workspace.name")}
          value={name}
          maxLength={100}
          readOnly={!allowed}
          help={!allowed && t("providers.adminOnly")}
          onChange={(event) => setTyped(event.target.value)}
        />
        {rename.error && <ErrorBlock {...explain(rename.error)} />}
        {allowed && (
          <Button type="submit" loading={rename.isPending} disabled={!changed}>
            {t("common:save")}
          </Button>
        )}
      </form>
      {system && (
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-baseline gap-x-6 gap-y-2 border-t pt-5 text-base">
          <dt className="text-fg-3">{t("workspace.version")}</dt>
          <dd className="font-mono text-small">{system.version}</dd>
          <dt className="text-fg-3">{t("workspace.sandbox")}</dt>
          <dd>{system.sandbox.level}</dd>
          <dt className="text-fg-3">{t("workspace.layers")}</dt>
          <dd className="flex flex-wrap gap-1">
            {system.sandbox.layers.length === 0 && t("workspace.noLayers")}
            {system.sandbox.layers.map((layer) => (
              <Badge key={layer}>{layer}</Badge>
            ))}
          </dd>
        </dl>
      )}
    </div>
  );
}
