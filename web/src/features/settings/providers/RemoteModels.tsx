import { RefreshCw, Search } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useRemoteModels, type RemoteModel } from "@/api/modelSetup";
import type { Provider } from "@/api/types";
import { Badge, Button, Checkbox, formatTokens, TextField } from "@/ui";
import { Refused } from "./Refused";
import { keyOf } from "./useAddModels";

/** What a server says it has, to choose from. */
export function RemoteModels({
  provider,
  credentials,
  chosen,
  onChoose,
  refused,
  children,
}: {
  provider: Provider;
  /** What to ask with; nothing while the form is not filled in. */
  credentials: () => Record<string, unknown> | undefined;
  chosen: readonly RemoteModel[];
  onChoose: (chosen: readonly RemoteModel[]) => void;
  refused: ReadonlyMap<string, string>;
  /** What is said of all chosen models; stands below them. */
  children: ReactNode;
}) {
  const { t } = useTranslation(["providers", "models"]);
  const remote = useRemoteModels(provider.provider);
  const [query, setQuery] = useState("");
  const fetchAll = () => {
    const values = credentials();
    if (!values || remote.isPending) return;
    onChoose([]);
    remote.mutate(values);
  };
  const all = remote.data?.result === "success" ? remote.data.data : undefined;
  const shown = all?.filter((one) => `${one.model} ${one.label}`.toLowerCase().includes(query.trim().toLowerCase()));
  const free = shown?.filter((one) => !one.added && !one.known) ?? [];
  const isChosen = (one: RemoteModel) => chosen.some((other) => keyOf(other) === keyOf(one));
  return (
    <div className="space-y-2">
      <Button icon={<RefreshCw size={13} />} loading={remote.isPending} onClick={fetchAll}>
        {t("remote.fetch")}
      </Button>
      <Refused
        title={t("remote.failed")}
        error={remote.error}
        {...(remote.data?.result === "error" ? { text: remote.data.error ?? "" } : {})}
      />
      {all?.length === 0 && <p className="text-base text-fg-3">{t("remote.none")}</p>}
      {all && all.length > 8 && (
        <TextField
          type="search"
          ariaLabel={t("searchModels")}
          placeholder={t("searchModels")}
          leading={<Search size={14} />}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      )}
      {shown && shown.length > 0 && (
        <div className="rounded-control border">
          {free.length > 1 && (
            <div className="border-b px-3 py-1.5">
              <Checkbox
                label={t("remote.all", { count: free.length })}
                checked={free.every(isChosen) ? true : free.some(isChosen) ? "indeterminate" : false}
                onCheckedChange={(on) => onChoose(on ? free : [])}
              />
            </div>
          )}
          <ul aria-label={t("remote.title")} className="max-h-64 divide-y overflow-y-auto">
            {shown.map((one) => {
              const there = one.added || one.known;
              const wrong = refused.get(keyOf(one));
              return (
                <li key={keyOf(one)} className="px-3 py-1.5">
                  <div className="flex items-center gap-2">
                    <span className="min-w-0 flex-1">
                      <Checkbox
                        label={one.model}
                        disabled={there}
                        checked={there || isChosen(one)}
                        onCheckedChange={(on) =>
                          onChoose(on ? [...chosen, one] : chosen.filter((other) => keyOf(other) !== keyOf(one)))
                        }
                      />
                    </span>
                    {there && <span className="text-small text-fg-3">{t("remote.there")}</span>}
                    {one.context_size && (
                      <span className="tabular text-small text-fg-3">{formatTokens(one.context_size)}</span>
                    )}
                    <Badge tone="info">{t(`models:kind.${one.model_type}`)}</Badge>
                  </div>
                  {wrong && (
                    <p role="alert" className="mt-0.5 pl-6 text-small break-words text-bad">
                      {wrong}
                    </p>
                  )}
                </li>
              );
            })}
          </ul>
        </div>
      )}
      {shown && shown.length > 0 && children}
    </div>
  );
}
