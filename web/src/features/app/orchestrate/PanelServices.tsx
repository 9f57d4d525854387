import { Link, useParams } from "@tanstack/react-router";
import { lazy, Suspense, useMemo, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useBases } from "@/api/bases";
import { useToolProviders, type ToolItem, type ToolProvider } from "@/api/tools";
import {
  ServicesContext,
  type Abilities,
  type GeneratorProps,
  type Knowledge,
  type ModelFieldProps,
  type PanelServices,
  type ToolInfo,
  type ToolParameter,
  type Tools,
} from "@/editor/panel/services";
import { wordsIn } from "@/forms/schema";
import { withTexts } from "@/i18n";
import { abilities, useChosen } from "@/models/choice";
import { ModelParameters } from "@/models/ModelParameters";
import { ModelPicker } from "@/models/ModelPicker";
import { specOf } from "@/nodes/registry";
import { ToolIcon } from "./basic/ToolIcon";
import { FieldList } from "./FieldList";

const Markdown = lazy(() => import("@/chat/markdown/Markdown").then((module) => ({ default: module.Markdown })));
const GeneratorDialog = lazy(
  withTexts(
    () => import("./generator/GeneratorDialog").then((module) => ({ default: module.GeneratorDialog })),
    "generator",
    "models",
  ),
);

function Generator(props: GeneratorProps) {
  const { appId = "" } = useParams({ strict: false });
  return <GeneratorDialog appId={appId} {...props} />;
}

function ModelField({ label, value, onChange, kind = "llm", plain = false, disabled }: ModelFieldProps) {
  return (
    <div className="flex items-start gap-1.5">
      <ModelPicker
        className="min-w-0 flex-1"
        label={label}
        provider={value.provider}
        name={value.name}
        kind={kind}
        disabled={disabled}
        onChoose={(offer) =>
          onChange({
            ...value,
            provider: offer.provider,
            name: offer.model.model,
            mode: offer.model.model_properties.mode ?? "chat",
          })
        }
      />
      {!plain && !disabled && (
        <ModelParameters
          provider={value.provider}
          model={value.name}
          params={value.params}
          onChange={(params) => onChange({ ...value, params })}
        />
      )}
    </div>
  );
}

function useAbilities(provider: string, name: string): Abilities {
  return abilities(useChosen("llm", provider, name).offer);
}

const tail = (id: string): string => id.split("/").at(-1) ?? id;

function infoOf(provider: ToolProvider, tool: ToolItem, language: string): ToolInfo {
  return {
    providerId: provider.id,
    providerName: provider.name,
    providerType: provider.type,
    providerLabel: wordsIn(provider.label, language) || provider.name,
    icon: provider.icon,
    name: tool.name,
    label: wordsIn(tool.label, language) || tool.name,
    description: wordsIn(tool.description, language),
    parameters: tool.parameters.map((one): ToolParameter => {
      const raw = one as unknown as Record<string, unknown>;
      return {
        ...(raw as Partial<ToolParameter>),
        variable: String(raw["name"] ?? ""),
        type: String(raw["type"] ?? "string"),
        form: String(raw["form"] ?? "llm"),
        help: (raw["human_description"] as ToolParameter["help"]) ?? null,
      };
    }),
    outputSchema: tool.output_schema,
    needsCredentials: provider.needs_credentials,
    authorized: provider.authorized,
    credentials: provider.credentials.map((one) => ({ id: one.id, name: one.name })),
  };
}

function useTools(): Tools {
  const { i18n } = useTranslation();
  const query = useToolProviders();
  return useMemo(() => {
    const all = (query.data?.data ?? []).flatMap((provider) =>
      provider.tools.map((tool) => infoOf(provider, tool, i18n.language)),
    );
    return {
      loading: query.isPending,
      all,
      find: (provider, type, name) =>
        all.find(
          (one) =>
            one.name === name &&
            (one.providerType === type || (type === "plugin" && one.providerType === "builtin")) &&
            [one.providerId, one.providerName].map(tail).includes(tail(provider)),
        ),
    };
  }, [query.data, query.isPending, i18n.language]);
}

/** Fields that every document has, once their base shows them. */
const BUILT_IN = [
  ["document_name", "string"],
  ["uploader", "string"],
  ["upload_date", "time"],
  ["last_update_date", "time"],
  ["source", "string"],
] as const;

function useKnowledge(): Knowledge {
  const query = useBases();
  return useMemo(
    () => ({
      loading: query.isPending,
      failed: query.isError,
      all: (query.data ?? []).map((one) => ({
        id: one.id,
        name: one.name,
        description: one.description,
        indexing: one.indexing_technique ?? "",
        embedding: `${one.embedding_model_provider ?? ""}/${one.embedding_model ?? ""}`,
        available: one.indexing_technique !== "high_quality" || one.embedding_available,
        documents: one.available_document_count,
        tags: one.tags.map(({ id, name }) => ({ id, name })),
        metadata: [
          ...one.doc_metadata.map(({ id, name, type }) => ({ id, name, type })),
          ...(one.built_in_field_enabled ? BUILT_IN.map(([name, type]) => ({ id: undefined, name, type })) : []),
        ],
      })),
    }),
    [query.data, query.isPending, query.isError],
  );
}

const services: PanelServices = {
  ModelField,
  useAbilities,
  useTools,
  useKnowledge,
  ToolIcon,
  AuthorizeLink: ({ children }) => (
    <Link to="/tools" className="text-small">
      {children}
    </Link>
  ),
  BaseLink: ({ id, children }) => (
    <Link to="/knowledge/$datasetId" params={{ datasetId: id }} target="_blank" className="text-small">
      {children}
    </Link>
  ),
  Fields: ({ type, data, lang }) => {
    const spec = specOf(type);
    return <FieldList fields={spec.fields?.(data, spec.text[lang], lang) ?? []} />;
  },
  Generator,
  Markdown: ({ text }) => (
    <Suspense>
      <Markdown text={text} />
    </Suspense>
  ),
};

/** Gives the panels of nodes what they need of the server. */
export const PanelServicesProvider = ({ children }: { children: ReactNode }) => (
  <ServicesContext value={services}>{children}</ServicesContext>
);
