import type { operations, paths } from "./schema.gen";

type Json<T> = T extends { content: { "application/json": infer Body } } ? Body : never;
type Answers<T> = T extends { responses: infer R } ? Json<R[keyof R & (200 | 201)]> : never;

/** The body of a successful answer, and of a request, by path and method. */
export type Answer<P extends keyof paths, M extends keyof paths[P]> = Answers<paths[P][M]>;
export type Body<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends {
  requestBody?: { content: { "application/json": infer B } };
}
  ? B
  : never;
export type { operations, paths };

export type SetupState = Answer<"/console/api/setup", "get">;
export type Account = Answer<"/console/api/account", "get">;
export type Workspace = Answer<"/console/api/workspaces/current", "get">;
export type Member = Answer<"/console/api/workspaces/current/members", "get">["data"][number];
export type Role = Body<"/console/api/workspaces/current/members/{account_id}", "patch">["role"];
export type App = Answer<"/console/api/apps/{app_id}", "get">;
export type Tag = Answer<"/console/api/tags", "get">["data"][number];
export type ImportReport = Answer<"/console/api/apps/imports", "post">;
export type ImportRequest = Body<"/console/api/apps/imports", "post">;
export type ApiKey = Answer<"/console/api/apps/{app_id}/api-keys", "post">;
export type Provider = Answer<"/console/api/workspaces/current/model-providers", "get">["data"][number];
export type Credential = Provider["credentials"][number];
export type Model = Answer<"/console/api/workspaces/current/model-providers/{provider}/models", "get">["data"][number];
