import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "./client";
import { useScope } from "./query";
import type { Answer, Body } from "./types";

const USAGE = "/console/api/workspaces/current/model-usage";
const BUDGETS = "/console/api/workspaces/current/model-budgets";

export type UsageReport = Answer<typeof USAGE, "get">;
export type UsageLine = UsageReport["data"][number];
export type UsageBy = UsageReport["by"][number];
export type Budget = Answer<typeof BUDGETS, "get">["data"][number];
export type NewBudget = Body<typeof BUDGETS, "post">;

/** What was used from a day to a day (`YYYY-MM-DD`, UTC), summed up by these headings. */
export function useUsage(query: { start: string; end: string; by: string }) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "usage", query],
    queryFn: () => take(client.GET(USAGE, { params: { query } })),
    placeholderData: keepPreviousData,
  });
}

export function useBudgets() {
  const scope = useScope();
  return useQuery({ queryKey: [scope, "budgets"], queryFn: () => take(client.GET(BUDGETS)) });
}

export function useBudgetChanges() {
  const scope = useScope();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: [scope, "budgets"] });
  const one = (budget_id: string) => ({ params: { path: { budget_id } } });
  return {
    add: useMutation({ mutationFn: (body: NewBudget) => take(client.POST(BUDGETS, { body })), onSuccess }),
    change: useMutation({
      mutationFn: ({ id, ...body }: Body<`${typeof BUDGETS}/{budget_id}`, "patch"> & { id: string }) =>
        take(client.PATCH(`${BUDGETS}/{budget_id}`, { ...one(id), body })),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) => client.DELETE(`${BUDGETS}/{budget_id}`, one(id)),
      onSuccess,
    }),
  };
}
