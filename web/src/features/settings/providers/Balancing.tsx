import { Minus, Plus, Trash2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { LoadBalancing } from "@/api/modelSetup";
import { Badge, Button, IconButton, Menu, Switch } from "@/ui";
import { percentOf, restOf, type Share } from "./pool";

/** The credentials that calls go round: weight, on or off, and which of them rests. */
export function Balancing({
  balancing,
  askedAt,
  shares,
  onChange,
  onNew,
}: {
  balancing: LoadBalancing;
  /** When the rest times were told, in milliseconds. */
  askedAt: number;
  shares: readonly Share[];
  onChange: (shares: Share[]) => void;
  onNew: () => void;
}) {
  const { t } = useTranslation("providers");
  const names = new Map(balancing.candidates.map((one) => [one.id, one.name || t("credentials.unnamed")]));
  const inUse = balancing.candidates.find((one) => one.current);
  const nameOf = (id: string | null) => (id === null ? t("balancing.inUse") : (names.get(id) ?? t("balancing.gone")));
  const set = (at: number, more: Partial<Share>) =>
    onChange(shares.map((one, index) => (index === at ? { ...one, ...more } : one)));
  const absent = [null, ...names.keys()].filter((id) => !shares.some((one) => one.credential_id === id));
  return (
    <div className="space-y-2">
      <ul aria-label={t("balancing.pool")} className="divide-y rounded-control border">
        {shares.map((share, at) => {
          const id = share.credential_id;
          const name = nameOf(id);
          const missing = id === null ? inUse === undefined : !names.has(id);
          return (
            <li key={`${id}-${at}`} className="flex flex-wrap items-center gap-x-3 gap-y-1.5 px-3 py-2">
              <span className="min-w-36 flex-1">
                <span className="block truncate">{name}</span>
                {id === null && inUse && <span className="block text-meta text-fg-3">{inUse.name}</span>}
              </span>
              {missing && <Badge tone="warn">{t("balancing.missing")}</Badge>}
              <Resting seconds={restOf(balancing, id)} since={askedAt} />
              <span className="tabular w-10 text-right text-small text-fg-3">{percentOf(share, shares)}%</span>
              <span role="group" aria-label={t("balancing.weight", { name })} className="flex items-center gap-1">
                <IconButton
                  size="inline"
                  variant="secondary"
                  label={t("balancing.less", { name })}
                  icon={<Minus size={12} />}
                  disabled={share.weight <= 1}
                  onClick={() => set(at, { weight: share.weight - 1 })}
                />
                <output className="tabular w-7 text-center">×{share.weight}</output>
                <IconButton
                  size="inline"
                  variant="secondary"
                  label={t("balancing.more", { name })}
                  icon={<Plus size={12} />}
                  disabled={share.weight >= 20}
                  onClick={() => set(at, { weight: share.weight + 1 })}
                />
              </span>
              <span className="flex items-center gap-2 max-sm:ml-auto">
                <Switch
                  hideLabel
                  label={t("balancing.enabled", { name })}
                  checked={share.enabled}
                  onCheckedChange={(enabled) => set(at, { enabled })}
                />
                <IconButton
                  size="inline"
                  label={t("balancing.remove", { name })}
                  icon={<Trash2 size={13} />}
                  onClick={() => onChange(shares.filter((_, index) => index !== at))}
                />
              </span>
            </li>
          );
        })}
        {shares.length === 0 && <li className="px-3 py-2 text-base text-fg-3">{t("balancing.empty")}</li>}
      </ul>
      <Menu
        align="start"
        trigger={<Button icon={<Plus size={14} />}>{t("credentials.add")}</Button>}
        entries={[
          ...absent.map((id) => ({
            label: nameOf(id),
            onSelect: () => onChange([...shares, { credential_id: id, enabled: true, weight: 1 }]),
          })),
          ...(absent.length > 0 ? (["separator"] as const) : []),
          { label: t("balancing.new"), icon: <Plus size={13} />, onSelect: onNew },
        ]}
      />
    </div>
  );
}

/** Counts down while a credential that was refused is left out. */
function Resting({ seconds, since }: { seconds: number; since: number }) {
  const { t } = useTranslation("providers");
  const [now, setNow] = useState(since);
  useEffect(() => {
    if (seconds <= 0) return;
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [seconds, since]);
  const left = Math.ceil(seconds - Math.max(0, now - since) / 1000);
  return left > 0 ? <Badge tone="warn">{t("balancing.resting", { seconds: left })}</Badge> : null;
}
