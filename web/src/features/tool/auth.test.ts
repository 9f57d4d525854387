import { describe, expect, it } from "vitest";
import { authOf, authProblem, credentialsOf, maskOf, NO_AUTH, type Auth } from "./auth";

const stored: Record<string, string>[] = [
  { auth_type: "none" },
  { auth_type: "api_key_header", api_key_header: "X-Key", api_key_header_prefix: "bearer", api_key_value: "ab••yz" },
  { auth_type: "api_key_query", api_key_query_param: "appid", api_key_value: "ab••yz" },
  { auth_type: "basic", username: "lin", password: "••" },
  { auth_type: "bearer", token: "ab••yz" },
];

describe("authentication of a custom tool", () => {
  it.each(stored)("is sent back as it was stored, its secret untouched: %o", (one) => {
    const sent = credentialsOf(authOf(one));
    const secret = /^(api_key_value|password|token)$/;
    expect(Object.keys(sent).sort()).toEqual(Object.keys(one).sort());
    for (const [name, value] of Object.entries(one)) {
      expect(sent[name]).toBe(secret.test(name) ? "[__HIDDEN__]" : value);
    }
  });

  it("shows the mask of a stored secret only for the kind that it belongs to", () => {
    const basic = stored[3] ?? {};
    expect(maskOf(authOf(basic), basic)).toBe("••");
    expect(maskOf({ ...authOf(basic), kind: "bearer" }, basic)).toBeUndefined();
  });

  it.each<[Partial<Auth>, string | undefined]>([
    [{}, undefined],
    [{ kind: "bearer" }, "secret"],
    [{ kind: "bearer", secret: "t" }, undefined],
    [{ kind: "bearer", secret: undefined }, undefined],
    [{ kind: "api_key", header: "no header", secret: "t" }, "header"],
    [{ kind: "api_key", place: "query", param: " ", secret: "t" }, "param"],
    [{ kind: "basic", secret: "t" }, "username"],
    [{ kind: "basic", username: "lin" }, undefined],
  ])("names what is missing: %o", (part, problem) => {
    expect(authProblem({ ...NO_AUTH, ...part })).toBe(problem);
  });
});
