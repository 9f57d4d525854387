import type { LoadBalancing } from "@/api/modelSetup";

/** A credential in a pool and how often it is there; without an id the one in use is meant. */
export type Share = { credential_id: string | null; enabled: boolean; weight: number };
type Entry = { credential_id?: string | null; enabled: boolean };

/** A pool says a weight by naming a credential that often; here each is one line. */
export function sharesOf(entries: readonly Entry[]): Share[] {
  const shares: Share[] = [];
  for (const { credential_id = null, enabled } of entries) {
    const same = shares.find((one) => one.credential_id === credential_id && one.enabled === enabled);
    if (same) same.weight += 1;
    else shares.push({ credential_id, enabled, weight: 1 });
  }
  return shares.length > 0 ? shares : [{ credential_id: null, enabled: true, weight: 1 }];
}

export const entriesOf = (shares: readonly Share[]): { credential_id: string | null; enabled: boolean }[] =>
  shares.flatMap(({ credential_id, enabled, weight }) =>
    Array.from({ length: Math.max(1, Math.round(weight)) }, () => ({ credential_id, enabled })),
  );

/** Load balancing needs two entries that take part. */
export const suffices = (shares: readonly Share[]) => entriesOf(shares).filter((one) => one.enabled).length >= 2;

/** The part of all calls that a credential gets, in percent. */
export function percentOf(share: Share, shares: readonly Share[]): number {
  const all = shares.reduce((sum, one) => sum + (one.enabled ? one.weight : 0), 0);
  return share.enabled && all > 0 ? Math.round((share.weight / all) * 100) : 0;
}

/** How long a credential still rests, in seconds, as of when it was asked. */
export const restOf = (balancing: LoadBalancing, id: string | null) =>
  Math.max(
    0,
    ...balancing.entries.filter((one) => (one.credential_id ?? null) === id).map((one) => one.resting_seconds),
  );
