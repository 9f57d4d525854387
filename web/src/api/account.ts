import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "./client";
import type { Body } from "./types";

export const setupQuery = queryOptions({
  queryKey: ["setup"],
  queryFn: () => take(client.GET("/console/api/setup")),
  staleTime: 0,
});
export const accountQuery = queryOptions({
  queryKey: ["account"],
  queryFn: () => take(client.GET("/console/api/account")),
  staleTime: 60_000,
});

export const useSetup = () => useQuery(setupQuery);
export const useAccount = () => useQuery(accountQuery);

export const useInstall = () =>
  useMutation({
    mutationFn: (body: Body<"/console/api/setup", "post">) => take(client.POST("/console/api/setup", { body })),
  });

export const useSignIn = () =>
  useMutation({
    mutationFn: (body: Body<"/console/api/login", "post">) => take(client.POST("/console/api/login", { body })),
  });

export const useSignOut = () => useMutation({ mutationFn: () => client.POST("/console/api/logout") });

export const useInvitation = (token: string) =>
  useQuery({
    queryKey: ["invitation", token],
    queryFn: () => take(client.GET("/console/api/activate", { params: { query: { token } } })),
    retry: false,
  });

export const useActivate = () =>
  useMutation({
    mutationFn: (body: Body<"/console/api/activate", "post">) => take(client.POST("/console/api/activate", { body })),
  });

export function useUpdateAccount() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body<"/console/api/account", "patch">) => take(client.PATCH("/console/api/account", { body })),
    onSuccess: (account) => queries.setQueryData(accountQuery.queryKey, account),
  });
}

export const useChangePassword = () =>
  useMutation({
    mutationFn: (body: Body<"/console/api/account/password", "post">) =>
      client.POST("/console/api/account/password", { body }),
  });
