import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "@/api/client";
import { useScope } from "@/api/query";
import type { Answer } from "@/api/types";

const KEYS = "/console/api/datasets/api-keys";
export type DatasetKey = Answer<typeof KEYS, "get">["data"][number];

/** The keys of the service API for knowledge; one opens every base that its maker may see. */
export function useKeys() {
  const scope = useScope();
  return useQuery({ queryKey: [scope, "dataset-keys"], queryFn: () => take(client.GET(KEYS)) });
}

export function useKeyChanges() {
  const scope = useScope();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: [scope, "dataset-keys"] });
  return {
    create: useMutation({ mutationFn: () => take(client.POST(KEYS)), onSuccess }),
    remove: useMutation({
      mutationFn: async (id: string) => {
        await client.DELETE("/console/api/datasets/api-keys/{key_id}", { params: { path: { key_id: id } } });
      },
      onSuccess,
    }),
  };
}
