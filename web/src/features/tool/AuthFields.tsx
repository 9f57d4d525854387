import { useTranslation } from "react-i18next";
import { RadioCards, SecretField, Select, TextField } from "@/ui";
import { AUTH_KINDS, maskOf, type Auth, type AuthProblem } from "./auth";

type Props = {
  auth: Auth;
  stored: Record<string, string>;
  problem: AuthProblem | undefined;
  onChange: (auth: Auth) => void;
};

/** How the API is told who calls: the fields of the chosen kind. */
export function AuthFields({ auth, stored, problem, onChange }: Props) {
  const { t } = useTranslation("tools");
  const set = (part: Partial<Auth>) => onChange({ ...auth, ...part });
  const masked = maskOf(auth, stored);
  const needs = (one: AuthProblem) => problem === one && t(`auth.need.${one}`);
  const secret = auth.kind !== "none" && (
    <SecretField
      label={t(`auth.secret.${auth.kind}`)}
      optional={auth.kind === "basic"}
      masked={masked}
      value={auth.secret}
      onValueChange={(value) => set({ secret: value })}
      error={needs("secret")}
    />
  );
  return (
    <div className="space-y-3">
      <RadioCards
        label={t("auth.title")}
        value={auth.kind}
        onValueChange={(kind) =>
          set({ kind, secret: kind !== "none" && maskOf({ ...auth, kind }, stored) ? undefined : "" })
        }
        options={AUTH_KINDS.map((value) => ({ value, label: t(`auth.kind.${value}`) }))}
      />
      {auth.kind === "api_key" && (
        <>
          <RadioCards
            label={t("auth.place")}
            value={auth.place}
            onValueChange={(place) => set({ place })}
            options={[
              { value: "header", label: t("auth.header") },
              { value: "query", label: t("auth.query") },
            ]}
          />
          {auth.place === "header" ? (
            <div className="grid gap-3 sm:grid-cols-2">
              <TextField
                label={t("auth.headerName")}
                value={auth.header}
                onChange={(event) => set({ header: event.target.value })}
                error={needs("header")}
              />
              <Select
                label={t("auth.prefix")}
                value={auth.prefix}
                onValueChange={(prefix) => set({ prefix })}
                options={[
                  { value: "custom", label: t("auth.noPrefix") },
                  { value: "bearer", label: "Bearer" },
                  { value: "basic", label: "Basic" },
                ]}
              />
            </div>
          ) : (
            <TextField
              label={t("auth.paramName")}
              value={auth.param}
              onChange={(event) => set({ param: event.target.value })}
              error={needs("param")}
            />
          )}
        </>
      )}
      {auth.kind === "basic" && (
        <TextField
          label={t("auth.username")}
          autoComplete="off"
          value={auth.username}
          onChange={(event) => set({ username: event.target.value })}
          error={needs("username")}
        />
      )}
      {secret}
    </div>
  );
}
