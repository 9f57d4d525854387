import { KEEP } from "./fields";

/** How a custom tool proves itself to its API. */
export const AUTH_KINDS = ["none", "api_key", "basic", "bearer"] as const;
export type AuthKind = (typeof AUTH_KINDS)[number];

export type Auth = {
  kind: AuthKind;
  place: "header" | "query";
  header: string;
  prefix: "custom" | "bearer" | "basic";
  param: string;
  username: string;
  /** Undefined: the stored one stays. */
  secret: string | undefined;
};

const SECRET_OF = { api_key: "api_key_value", basic: "password", bearer: "token" } as const;

export const NO_AUTH: Auth = {
  kind: "none",
  place: "header",
  header: "Authorization",
  prefix: "custom",
  param: "key",
  username: "",
  secret: "",
};

/** Reads what the server shows of a stored authentication. */
export function authOf(stored: Record<string, string>): Auth {
  const type = stored["auth_type"] ?? "none";
  const kind = type.startsWith("api_key") ? "api_key" : (AUTH_KINDS.find((one) => one === type) ?? "none");
  const prefix = stored["api_key_header_prefix"];
  return {
    kind,
    place: type === "api_key_query" ? "query" : "header",
    header: stored["api_key_header"] || NO_AUTH.header,
    prefix: prefix === "bearer" || prefix === "basic" ? prefix : "custom",
    param: stored["api_key_query_param"] || NO_AUTH.param,
    username: stored["username"] ?? "",
    secret: kind === "none" ? "" : undefined,
  };
}

/** The mask of the stored secret of this kind, if there is one. */
export const maskOf = (auth: Auth, stored: Record<string, string>): string | undefined =>
  auth.kind === "none" || authOf(stored).kind !== auth.kind ? undefined : stored[SECRET_OF[auth.kind]];

export type AuthProblem = "secret" | "header" | "param" | "username";

export function authProblem(auth: Auth): AuthProblem | undefined {
  if (auth.kind === "none") return undefined;
  if (auth.kind === "api_key" && auth.place === "header" && !/^[\w.-]+$/.test(auth.header.trim())) return "header";
  if (auth.kind === "api_key" && auth.place === "query" && auth.param.trim() === "") return "param";
  if (auth.kind === "basic" && auth.username.trim() === "") return "username";
  return auth.kind !== "basic" && auth.secret?.trim() === "" ? "secret" : undefined;
}

/** As the server takes it. */
export function credentialsOf(auth: Auth): Record<string, string> {
  const secret = auth.secret ?? KEEP;
  switch (auth.kind) {
    case "none":
      return { auth_type: "none" };
    case "api_key":
      return auth.place === "query"
        ? { auth_type: "api_key_query", api_key_query_param: auth.param.trim(), api_key_value: secret }
        : {
            auth_type: "api_key_header",
            api_key_header: auth.header.trim(),
            api_key_header_prefix: auth.prefix,
            api_key_value: secret,
          };
    case "basic":
      return { auth_type: "basic", username: auth.username.trim(), password: secret };
    case "bearer":
      return { auth_type: "bearer", token: secret };
  }
}
