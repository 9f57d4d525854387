import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "@/api/client";
import { useScope } from "@/api/query";
import type { Answer } from "@/api/types";
import type { RetrievalModel } from "../data";

const TEST = "/console/api/datasets/{dataset_id}/hit-testing";
const QUERIES = "/console/api/datasets/{dataset_id}/queries";

export type Result = Answer<typeof TEST, "post">;
export type Hit = Result["records"][number];
export type PastQuery = Answer<typeof QUERIES, "get">["data"][number];

/** The most characters of a question. */
export const MOST_QUERY = 250;

/** What stands on the page of a base; kept while one looks at a chunk and comes back. */
export interface Kept {
  text: string;
  /** Settings for tests only, when they differ from the base's. */
  model?: RetrievalModel | undefined;
  asked?: string | undefined;
  result?: Result | undefined;
  failed?: Error | undefined;
  asking?: boolean | undefined;
}

export function useKept(base: string): [Kept, (change: Partial<Kept>) => void] {
  const scope = useScope();
  const queries = useQueryClient();
  const queryKey = [scope, "hit-test", base];
  const { data } = useQuery<Kept>({
    queryKey,
    queryFn: () => ({ text: "" }),
    enabled: false,
    initialData: { text: "" },
    staleTime: Infinity,
    gcTime: Infinity,
  });
  return [data, (change) => queries.setQueryData<Kept>(queryKey, (old) => ({ text: "", ...old, ...change }))];
}

const RECORDED_MS = [400, 1500, 4000];

/** Asks a base; the question is kept in its records. */
export function useTest(base: string) {
  const scope = useScope();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ query, model }: { query: string; model: RetrievalModel | undefined }) =>
      take(
        client.POST(TEST, {
          params: { path: { dataset_id: base } },
          body: { query, ...(model ? { retrieval_model: model } : {}) },
        }),
      ),
    onSuccess: () => {
      const again = () => queries.invalidateQueries({ queryKey: [scope, "dataset", base, "queries"] });
      // Records are written behind the answer.
      for (const later of RECORDED_MS) setTimeout(() => void again(), later);
    },
  });
}

/** Questions that were asked of a base, by tests and by apps, newest first. */
export function usePastQueries(base: string, page: number) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "dataset", base, "queries", page],
    queryFn: () => take(client.GET(QUERIES, { params: { path: { dataset_id: base }, query: { page, limit: 10 } } })),
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
}
