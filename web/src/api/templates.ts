import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "./client";
import { useScope } from "./query";
import type { Answer, Body, paths } from "./types";

export type TemplateFilter = NonNullable<paths["/console/api/templates"]["get"]["parameters"]["query"]>;
export type TemplateItem = Answer<"/console/api/templates", "get">["data"][number];
export type TemplateDetail = Answer<"/console/api/templates/{template_id}", "get">;

export function useTemplates(filter: TemplateFilter) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "templates", filter],
    queryFn: () => take(client.GET("/console/api/templates", { params: { query: filter } })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  });
}

export function useTemplate(id: string, language: string) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "template", id, language],
    queryFn: () =>
      take(
        client.GET("/console/api/templates/{template_id}", {
          params: { path: { template_id: id }, query: { language } },
        }),
      ),
    staleTime: Infinity,
  });
}

export function useTemplateUse() {
  const scope = useScope();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, ...body }: Body<"/console/api/templates/{template_id}/use", "post"> & { id: string }) =>
      take(client.POST("/console/api/templates/{template_id}/use", { params: { path: { template_id: id } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: [scope, "apps"] }),
  });
}
