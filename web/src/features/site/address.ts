/** What the address of a published page says: which page, and the values it hands over. */
export interface Address {
  page: "chat" | "chatbot" | "workflow" | "completion";
  code: string;
  inputs: Record<string, string>;
  userId: string | null;
  conversationId: string | null;
  locale: string | null;
  user: Record<string, string>;
}

const PATH = /^\/(chat|chatbot|workflow|completion)\/([^/]+)\/?$/;
const RESERVED = new Set(["locale", "redirect_url", "theme"]);

/** Read an address. In `/chatbot` every value is packed; elsewhere only `sys.*` is. Values that do not decode count as absent. */
export async function readAddress(pathname: string, search: string): Promise<Address | null> {
  const match = PATH.exec(pathname);
  if (!match?.[1] || !match[2]) return null;
  const page = match[1] as Address["page"];
  const address: Address = {
    page,
    code: decodeURIComponent(match[2]),
    inputs: {},
    userId: null,
    conversationId: null,
    locale: null,
    user: {},
  };
  const system: Record<string, string> = {};
  for (const [name, written] of new URLSearchParams(search)) {
    if (RESERVED.has(name)) continue;
    const isSystem = name.startsWith("sys.");
    const value = isSystem || page === "chatbot" ? await unpack(written) : written;
    if (value === null) continue;
    if (isSystem) system[name.slice(4)] = value;
    else if (name.startsWith("user.")) address.user[name.slice(5)] = value;
    else address.inputs[name] = value;
  }
  address.userId = system["user_id"] ?? null;
  address.conversationId = system["conversation_id"] ?? null;
  address.locale = system["locale"] ?? new URLSearchParams(search).get("locale");
  return address;
}

/** UTF-8 → gzip → Base64, backwards. A `+` in a query string arrives as a blank. */
export async function unpack(written: string): Promise<string | null> {
  try {
    const bytes = Uint8Array.from(atob(written.replace(/ /g, "+")), (char) => char.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new TextDecoder("utf-8", { fatal: true }).decode(await new Response(stream).arrayBuffer());
  } catch {
    return null;
  }
}
