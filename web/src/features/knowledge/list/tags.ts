import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "@/api/client";
import { useScope } from "@/api/query";

/** The tags of knowledge bases, by name. */
export function useKnowledgeTags() {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "tags", "knowledge"],
    queryFn: () => take(client.GET("/console/api/tags", { params: { query: { type: "knowledge" } } })),
  });
}

/** Create, rename and delete tags of knowledge bases. */
export function useKnowledgeTagChanges() {
  const scope = useScope();
  const queries = useQueryClient();
  const onSuccess = async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: [scope, "tags"] }),
      queries.invalidateQueries({ queryKey: [scope, "datasets"] }),
    ]);
  };
  const at = (id: string) => ({ params: { path: { tag_id: id } } });
  return {
    create: useMutation({
      mutationFn: (name: string) => take(client.POST("/console/api/tags", { body: { name, type: "knowledge" } })),
      onSuccess,
    }),
    rename: useMutation({
      mutationFn: ({ id, name }: { id: string; name: string }) =>
        take(client.PATCH("/console/api/tags/{tag_id}", { ...at(id), body: { name } })),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: async (id: string) => {
        await client.DELETE("/console/api/tags/{tag_id}", at(id));
      },
      onSuccess,
    }),
  };
}
