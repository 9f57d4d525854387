import { ClipboardPaste } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { NumberInput, TextInput } from "@/editor/panel/fields/inputs";
import { usePanel } from "@/editor/panel/panel";
import { Fold, Section } from "@/editor/panel/parts";
import { TemplateField } from "@/editor/panel/text/TextField";
import { number, record, text } from "@/editor/raw";
import { Button } from "@/ui/Button";
import { Switch } from "@/ui/Choice";
import { Select } from "@/ui/Select";
import { Body } from "./Body";
import { CurlDialog } from "./CurlDialog";
import { PairTable } from "./PairTable";

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options"];

export function Panel() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const [importing, setImporting] = useState(false);
  const stored = panel.text("method");
  const method = stored.toLowerCase() || "get";
  const url = panel.text("url");
  const odd = url.trim() !== "" && !/^(https?:\/\/|\{\{#)/i.test(url.trim());
  return (
    <>
      <Section
        title={t("http.request")}
        required
        actions={
          !panel.readOnly && (
            <Button
              size="inline"
              variant="ghost"
              icon={<ClipboardPaste size={12} />}
              onClick={() => setImporting(true)}
            >
              {t("http.curl")}
            </Button>
          )
        }
      >
        <div className="flex items-start gap-1.5">
          <Select
            className="w-28 shrink-0"
            ariaLabel={t("http.method")}
            disabled={panel.readOnly}
            value={method}
            onValueChange={(next) => panel.set(["method"], next)}
            options={METHODS.map((value) => ({ value, label: value.toUpperCase() }))}
          />
          <TemplateField
            className="flex-1"
            label="URL"
            placeholder="https://example.com/api"
            value={url}
            error={odd && t("http.badUrl")}
            onChange={(value) => panel.set(["url"], value)}
          />
        </div>
      </Section>
      <Authorization />
      <PairTable member="headers" title={t("http.headers")} />
      <PairTable member="params" title={t("http.params")} />
      <Body />
      <Switch
        label={t("http.ssl")}
        help={t("http.sslHelp")}
        disabled={panel.readOnly}
        checked={panel.get("ssl_verify") !== false}
        onCheckedChange={(on) => panel.set(["ssl_verify"], on)}
      />
      <Timeouts />
      {importing && <CurlDialog onClose={() => setImporting(false)} />}
    </>
  );
}

function Authorization() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const stored = panel.record("authorization");
  const config = record(stored["config"]);
  const type = text(stored["type"]) === "api-key" ? text(config["type"]) || "basic" : "no-auth";
  const choose = (next: string) => {
    if (next === "no-auth") panel.set(["authorization", "type"], "no-auth");
    else panel.set(["authorization"], { ...stored, type: "api-key", config: { api_key: "", ...config, type: next } });
  };
  return (
    <Section title={t("http.auth")} help={t("http.authHelp")}>
      <div className="flex flex-col gap-2">
        <Select
          ariaLabel={t("http.auth")}
          disabled={panel.readOnly}
          value={type}
          onValueChange={choose}
          options={(["no-auth", "basic", "bearer", "custom"] as const).map((value) => ({
            value,
            label: t(`http.authKind.${value}`),
          }))}
        />
        {type === "custom" && (
          <TextInput
            label={t("http.header")}
            placeholder="Authorization"
            value={text(config["header"])}
            onChange={(value) => panel.set(["authorization", "config", "header"], value)}
          />
        )}
        {type !== "no-auth" && (
          <TemplateField
            title={t("http.apiKey")}
            label={t("http.apiKey")}
            help={type === "basic" ? t("http.basicHelp") : t("http.keyHelp")}
            value={text(config["api_key"])}
            onChange={(value) => panel.set(["authorization", "config", "api_key"], value)}
          />
        )}
      </div>
    </Section>
  );
}

const PARTS = [
  { name: "connect", most: 10 },
  { name: "read", most: 600 },
  { name: "write", most: 600 },
] as const;

function Timeouts() {
  const { t } = useTranslation("panels");
  const panel = usePanel();
  const stored = panel.record("timeout");
  const set = PARTS.some(({ name }) => (number(stored[name]) ?? 0) > 0);
  return (
    <Fold title={t("http.timeouts")} open={set}>
      <div className="grid grid-cols-3 gap-2">
        {PARTS.map(({ name, most }) => {
          const value = number(stored[name]);
          return (
            <NumberInput
              key={name}
              label={t(`http.timeout.${name}`)}
              unit="s"
              min={1}
              max={most}
              step={1}
              placeholder={String(most)}
              value={value === 0 ? null : value}
              error={value !== null && (value < 0 || value > most) && t("range", { min: 1, max: most })}
              onChange={(next) => panel.set(["timeout", name], next ?? undefined)}
            />
          );
        })}
      </div>
    </Fold>
  );
}
