import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "./client";
import { useScope } from "./query";

export function useTags() {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "tags"],
    queryFn: () => take(client.GET("/console/api/tags", { params: { query: { type: "app" } } })),
  });
}

export function useTagChanges() {
  const scope = useScope();
  const queries = useQueryClient();
  const onSuccess = async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: [scope, "tags"] }),
      queries.invalidateQueries({ queryKey: [scope, "apps"] }),
    ]);
  };
  return {
    create: useMutation({
      mutationFn: (name: string) => take(client.POST("/console/api/tags", { body: { name, type: "app" } })),
      onSuccess,
    }),
    bind: useMutation({
      mutationFn: ({ appId, tagId, on }: { appId: string; tagId: string; on: boolean }) => {
        const body = { tag_ids: [tagId], target_id: appId, type: "app" as const };
        return on
          ? client.POST("/console/api/tag-bindings/create", { body })
          : client.POST("/console/api/tag-bindings/remove", { body });
      },
      onSuccess,
    }),
  };
}
