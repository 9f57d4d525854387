import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "./client";
import { useScope } from "./query";
import type { Answer, Body } from "./types";

const ROOT = "/console/api/workspaces/current/api-extensions";

export type Extension = Answer<typeof ROOT, "get">["data"][number];

/** The workspace's own services that apps may ask: moderation and values from outside. */
export function useExtensions() {
  const scope = useScope();
  return useQuery({ queryKey: [scope, "extensions"], queryFn: () => take(client.GET(ROOT)) });
}

/** The server asks the service for a pong before it stores anything. */
export function useExtensionChanges() {
  const scope = useScope();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: [scope, "extensions"] });
  return {
    /** Creates without an id. */
    save: useMutation({
      mutationFn: ({ id, ...body }: Body<typeof ROOT, "post"> & { id?: string | undefined }) =>
        id
          ? take(client.PATCH(`${ROOT}/{extension_id}`, { params: { path: { extension_id: id } }, body }))
          : take(client.POST(ROOT, { body })),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) => client.DELETE(`${ROOT}/{extension_id}`, { params: { path: { extension_id: id } } }),
      onSuccess,
    }),
    newKey: useMutation({ mutationFn: () => take(client.POST(`${ROOT}/new-key`)) }),
  };
}
