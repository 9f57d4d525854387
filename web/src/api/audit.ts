import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { client, take } from "./client";
import { useScope } from "./query";
import type { Answer, paths } from "./types";

const ROOT = "/console/api/workspaces/current/audit-log";

export type AuditRecord = Answer<typeof ROOT, "get">["data"][number];
export type AuditFilter = NonNullable<paths[typeof ROOT]["get"]["parameters"]["query"]>;

/** Who changed what, newest first. */
export function useAudit(filter: AuditFilter) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "audit", filter],
    queryFn: () => take(client.GET(ROOT, { params: { query: filter } })),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}
