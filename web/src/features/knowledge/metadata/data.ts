import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { client, take } from "@/api/client";
import { useScope } from "@/api/query";
import type { Answer, Body } from "@/api/types";

const FIELDS = "/console/api/datasets/{dataset_id}/metadata";
const FIELD = "/console/api/datasets/{dataset_id}/metadata/{field_id}";
const VALUES = "/console/api/datasets/{dataset_id}/documents/metadata";

export type Field = Answer<typeof FIELDS, "get">["doc_metadata"][number];
export type FieldType = Field["type"];
export const TYPES: readonly FieldType[] = ["string", "number", "time"];
export type Operation = Body<typeof VALUES, "post">["operation_data"][number];

/** The fields of a knowledge base, with how many documents have each. */
export function useFields(id: string) {
  const scope = useScope();
  return useQuery({
    queryKey: [scope, "dataset", id, "metadata"],
    queryFn: () => take(client.GET(FIELDS, { params: { path: { dataset_id: id } } })),
  });
}

/** Create, rename and delete fields, switch the built-in ones, and give documents values. */
export function useFieldChanges(id: string) {
  const scope = useScope();
  const queries = useQueryClient();
  const onSuccess = () => queries.invalidateQueries({ queryKey: [scope, "dataset", id] });
  const at = (field_id: string) => ({ params: { path: { dataset_id: id, field_id } } });
  return {
    create: useMutation({
      mutationFn: (body: Body<typeof FIELDS, "post">) =>
        take(client.POST(FIELDS, { params: { path: { dataset_id: id } }, body })),
      onSuccess,
    }),
    rename: useMutation({
      mutationFn: ({ fieldId, name }: { fieldId: string; name: string }) =>
        take(client.PATCH(FIELD, { ...at(fieldId), body: { name } })),
      onSuccess,
    }),
    remove: useMutation({
      mutationFn: async (fieldId: string) => {
        await client.DELETE(FIELD, at(fieldId));
      },
      onSuccess,
    }),
    switchBuiltIn: useMutation({
      mutationFn: (on: boolean) =>
        take(
          client.POST("/console/api/datasets/{dataset_id}/metadata/built-in/{action}", {
            params: { path: { dataset_id: id, action: on ? "enable" : "disable" } },
          }),
        ),
      onSuccess,
    }),
    setValues: useMutation({
      mutationFn: (operation_data: Operation[]) =>
        take(client.POST(VALUES, { params: { path: { dataset_id: id } }, body: { operation_data } })),
      onSuccess,
    }),
  };
}

/** The rule for names of fields; the server checks the same again. */
export type NameProblem = "empty" | "signs" | "taken";
export function nameProblem(name: string, taken: readonly string[]): NameProblem | undefined {
  if (name === "") return "empty";
  if (!/^[a-z][a-z0-9_]*$/.test(name)) return "signs";
  return taken.includes(name) ? "taken" : undefined;
}
