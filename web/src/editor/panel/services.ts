import { createContext, useContext, type ComponentType, type ReactNode } from "react";
import type { FieldSchema, Words } from "@/forms/schema";
import type { Raw } from "../raw";
import type { Lang, NodeData } from "../spec";

/** A model as nodes store it. */
export interface ModelChoice {
  provider: string;
  name: string;
  mode: string;
  params: Raw;
}

export interface ModelFieldProps {
  label: string;
  value: ModelChoice;
  onChange: (value: ModelChoice) => void;
  kind?: "llm" | "rerank" | "text-embedding";
  /** Without the button for parameters. */
  plain?: boolean;
  disabled: boolean;
}

/** What a model can do; `known` is false while nothing is known of it. */
export interface Abilities {
  known: boolean;
  vision: boolean;
  document: boolean;
  audio: boolean;
  video: boolean;
  tools: boolean;
}

export interface ToolParameter extends FieldSchema {
  /** `llm`: filled by a model, or by a variable in a tool node; `form`: a setting. */
  form: string;
}

export interface ToolInfo {
  providerId: string;
  providerName: string;
  providerType: string;
  providerLabel: string;
  icon: unknown;
  name: string;
  label: string;
  description: string;
  parameters: readonly ToolParameter[];
  outputSchema: Raw | null;
  needsCredentials: boolean;
  authorized: boolean;
  credentials: readonly { id: string; name: string }[];
}

export interface Tools {
  loading: boolean;
  all: readonly ToolInfo[];
  /** The tool that a node or an agent names; undefined when it is gone. */
  find: (provider: string, type: string, name: string) => ToolInfo | undefined;
}

export interface Base {
  id: string;
  name: string;
  description: string;
  indexing: string;
  embedding: string;
  /** Whether the model that makes vectors for questions is there. */
  available: boolean;
  documents: number;
  tags: readonly { id: string; name: string }[];
  /** Fields of documents; those that the system fills have no id. */
  metadata: readonly { id: string | undefined; name: string; type: string }[];
}

/** Knowledge bases of the workspace. */
export interface Knowledge {
  loading: boolean;
  /** They could not be read; nothing can be said about chosen ones. */
  failed: boolean;
  all: readonly Base[];
}

/** The field for an instruction; `specials` are words that stand for what is there, as `current_prompt`. */
export interface InstructionProps {
  label: string;
  placeholder: string;
  value: string;
  onChange: (value: string) => void;
  specials: readonly string[];
}

/** A value that a written text may use, or must give, spelled as the text has to spell it. */
export interface Named {
  name: string;
  type: string;
}

export interface GeneratorProps {
  kind: "prompt" | "code" | "schema";
  /** What is there now; empty when nothing is. */
  current: string;
  language?: "python3" | "javascript";
  inputs?: readonly Named[];
  outputs?: readonly Named[];
  lastRun?: { inputs: unknown; outputs: unknown; error: string } | null;
  /** The model that is chosen at first; without one the workspace's default. */
  model?: ModelChoice | undefined;
  Instruction?: ComponentType<InstructionProps>;
  /** What keeps a text from being used, in words; null when nothing does. */
  problem?: (text: string) => string | null;
  onApply: (text: string) => void;
  onClose: () => void;
}

/** What panels need of the server, given from above: panels themselves know no API. */
export interface PanelServices {
  ModelField: ComponentType<ModelFieldProps>;
  useAbilities: (provider: string, name: string) => Abilities;
  useTools: () => Tools;
  useKnowledge: () => Knowledge;
  ToolIcon: ComponentType<{ icon: unknown; size: number }>;
  /** A link to where a credential of a tool can be added. */
  AuthorizeLink: ComponentType<{ provider: string; children: ReactNode }>;
  /** A link to the page of a knowledge base. */
  BaseLink: ComponentType<{ id: string; children: ReactNode }>;
  /** Settings to read, of types that have no panel. */
  Fields: ComponentType<{ type: string; data: NodeData; lang: Lang }>;
  /** A dialog in which a model writes a prompt, code or a schema. */
  Generator: ComponentType<GeneratorProps>;
  /** Markdown as the chat shows it. */
  Markdown: ComponentType<{ text: string }>;
}

export type { Words };

export const ServicesContext = createContext<PanelServices | null>(null);

export function useServices(): PanelServices {
  const services = useContext(ServicesContext);
  if (!services) throw new Error("This panel stands outside a ServicesContext.");
  return services;
}
