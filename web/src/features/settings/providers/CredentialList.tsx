import { Pencil, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useProviderChanges } from "@/api/providers";
import type { Credential } from "@/api/types";
import { Badge, Button, IconButton, Switch, Tooltip } from "@/ui";
import { Refused } from "./Refused";
import { credentialsOf, fieldsOf, type Scope } from "./scope";

/** The named credentials of a provider or custom model: which is in use, choose, change, delete. */
export function CredentialList({
  scope,
  onEdit,
  onDelete,
}: {
  scope: Scope;
  onEdit: (credential: Credential) => void;
  onDelete: (credential: Credential) => void;
}) {
  const { t } = useTranslation("providers");
  const { useCredential: use, standIn } = useProviderChanges(scope.provider.provider);
  const all = credentialsOf(scope);
  const secrets = fieldsOf(scope).filter((field) => field.type === "secret-input");
  return (
    <>
      <ul className="divide-y rounded-control border">
        {all.map((one) => {
          const mask = secrets.map((field) => one.masked[field.variable]).find(Boolean);
          const name = one.name || t("credentials.unnamed");
          return (
            <li key={one.id} className="flex flex-wrap items-center gap-x-2 gap-y-1 px-3 py-2">
              <span className="min-w-32 flex-1">
                <span className="block truncate">{name}</span>
                {mask && <span className="block truncate font-mono text-meta text-fg-3">{mask}</span>}
              </span>
              {one.current ? (
                <Badge tone="ok">{t("credentials.current")}</Badge>
              ) : (
                <>
                  <Tooltip text={t("credentials.standInHelp")}>
                    <span>
                      <Switch
                        label={<span className="text-small text-fg-2">{t("credentials.standIn")}</span>}
                        checked={one.stand_in}
                        disabled={standIn.isPending}
                        onCheckedChange={(stand_in) => standIn.mutate({ id: one.id, stand_in })}
                      />
                    </span>
                  </Tooltip>
                  <Button
                    size="inline"
                    aria-label={t("credentials.useNamed", { name })}
                    loading={use.isPending && use.variables === one.id}
                    onClick={() => use.mutate(one.id)}
                  >
                    {t("credentials.use")}
                  </Button>
                </>
              )}
              <span className="flex gap-1 max-sm:ml-auto">
                <IconButton
                  size="inline"
                  label={t("credentials.edit", { name })}
                  icon={<Pencil size={13} />}
                  onClick={() => onEdit(one)}
                />
                <IconButton
                  size="inline"
                  label={t("credentials.delete", { name })}
                  icon={<Trash2 size={13} />}
                  onClick={() => onDelete(one)}
                />
              </span>
            </li>
          );
        })}
      </ul>
      {(use.error ?? standIn.error) && (
        <div className="mt-3">
          <Refused error={use.error ?? standIn.error} title={t("credentials.notChanged")} />
        </div>
      )}
    </>
  );
}
