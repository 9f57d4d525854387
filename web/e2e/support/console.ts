import { expect, type APIRequestContext, type Page } from "@playwright/test";

export const OWNER = { email: "owner@example.com", name: "Lin", password: "tenon-2026" };

/** Calls of the console API with the session of a browser context, for what a journey does not look at. */
export class ConsoleApi {
  /** Where the scripted model is, once it is connected. */
  modelUrl = "";

  constructor(
    private readonly request: APIRequestContext,
    private readonly base: string,
  ) {}

  async call<T>(method: string, path: string, data?: unknown): Promise<T> {
    const state = await this.request.storageState();
    const token = state.cookies.find((cookie) => cookie.name === "tenon_csrf")?.value ?? "";
    const response = await this.request.fetch(`${this.base}/console/api${path}`, {
      method,
      headers: { "X-CSRF-Token": token },
      ...(data === undefined ? {} : { data }),
    });
    const text = await response.text();
    expect(response.ok(), `${method} ${path} answered ${response.status()}: ${text}`).toBe(true);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  /** Stores a file; answers with its id. */
  async upload(name: string, content: string | Buffer, mimeType = "text/plain"): Promise<string> {
    const state = await this.request.storageState();
    const token = state.cookies.find((cookie) => cookie.name === "tenon_csrf")?.value ?? "";
    const response = await this.request.post(`${this.base}/console/api/files/upload`, {
      headers: { "X-CSRF-Token": token },
      multipart: { file: { name, mimeType, buffer: Buffer.from(content) } },
    });
    expect(response.ok(), await response.text()).toBe(true);
    return ((await response.json()) as { id: string }).id;
  }

  setup = (language: "en_US" | "zh_Hans" = "en_US") =>
    this.call("POST", "/setup", { ...OWNER, workspace_name: "Studio Lin", language });

  signIn = () => this.call("POST", "/login", { email: OWNER.email, password: OWNER.password });

  /** Connects the scripted model as a provider of self-hosted models, and makes it the default. */
  async connectModel(url: string, model = "scripted") {
    this.modelUrl = url;
    const provider = "openai_api_compatible";
    await this.call("POST", `/workspaces/current/model-providers/${provider}/models`, {
      model,
      model_type: "llm",
      credentials: { endpoint_url: `${url}/v1`, api_key: "none", mode: "chat", context_size: "8192" },
    });
    await this.call("POST", "/workspaces/current/default-models", { data: { llm: { provider, model } } });
  }

  /** Adds an embedding model of the scripted server. */
  connectEmbedding = (model = "scripted-embedding") =>
    this.call("POST", "/workspaces/current/model-providers/openai_api_compatible/models", {
      model,
      model_type: "text-embedding",
      credentials: { endpoint_url: `${this.modelUrl}/v1`, api_key: "none", context_size: "8192" },
    });

  async importApp(yaml: string): Promise<string> {
    const report = await this.call<{ status: string; app_id: string; error: string }>("POST", "/apps/imports", {
      mode: "yaml-content",
      yaml_content: yaml,
    });
    expect(report.app_id, report.error).toBeTruthy();
    return report.app_id;
  }
}

/** Fails the test when the page logs an error or throws. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    const expected = /Failed to load resource: the server responded with a status of (400|401|404)/;
    if (message.type() === "error" && !expected.test(message.text())) errors.push(message.text());
  });
  return errors;
}
