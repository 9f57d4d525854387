import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "./client";
import { useScope } from "./query";
import type { Body, Role } from "./types";

export const workspaceQuery = queryOptions({
  queryKey: ["workspace"],
  queryFn: () => take(client.GET("/console/api/workspaces/current")),
  staleTime: 60_000,
});

export const useWorkspace = () => useQuery(workspaceQuery);

export const useWorkspaces = () =>
  useQuery({ queryKey: ["workspaces"], queryFn: () => take(client.GET("/console/api/workspaces")), staleTime: 60_000 });

export function useSwitchWorkspace() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (workspace_id: string) =>
      take(client.POST("/console/api/workspaces/switch", { body: { workspace_id } })),
    onSuccess: async (workspace) => {
      queries.setQueryData(workspaceQuery.queryKey, workspace);
      await queries.invalidateQueries({ queryKey: ["workspaces"] });
    },
  });
}

export function useRenameWorkspace() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => take(client.PATCH("/console/api/workspaces/current", { body: { name } })),
    onSuccess: async (workspace) => {
      queries.setQueryData(workspaceQuery.queryKey, workspace);
      await queries.invalidateQueries({ queryKey: ["workspaces"] });
    },
  });
}

export function useMembers() {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "members"],
    queryFn: () => take(client.GET("/console/api/workspaces/current/members")),
  });
}

export function useMemberChanges() {
  const scope = useScope();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: [scope, "members"] });
  return {
    invite: useMutation({
      mutationFn: (body: Body<"/console/api/workspaces/current/members/invite", "post">) =>
        take(client.POST("/console/api/workspaces/current/members/invite", { body })),
      onSuccess,
    }),
    changeRole: useMutation({
      mutationFn: ({ id, role }: { id: string; role: Role }) =>
        client.PATCH("/console/api/workspaces/current/members/{account_id}", {
          params: { path: { account_id: id } },
          body: { role },
        }),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: (id: string) =>
        client.DELETE("/console/api/workspaces/current/members/{account_id}", { params: { path: { account_id: id } } }),
      onSuccess,
    }),
  };
}

export const useSystem = () =>
  useQuery({ queryKey: ["system"], queryFn: () => take(client.GET("/console/api/system")), staleTime: 300_000 });

/** What a role may do in the console; the server checks the same again. */
export const may = {
  edit: (role: string | undefined): boolean => ["owner", "admin", "editor"].includes(role ?? ""),
  knowledge: (role: string | undefined) => may.edit(role) || role === "dataset_operator",
  administrate: (role: string | undefined) => ["owner", "admin"].includes(role ?? ""),
};
