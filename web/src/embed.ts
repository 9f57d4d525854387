/**
 * The bubble that other sites put on their pages. Names of the configuration, of element ids, style variables and
 * messages are the published contract and stay as they are.
 */
export {};

type Attributes = Record<string, unknown>;
type Config = {
  token?: string;
  baseUrl?: string;
  isDev?: boolean;
  containerProps?: Attributes;
  draggable?: boolean;
  dragAxis?: "x" | "y" | "both";
  inputs?: Record<string, unknown>;
  systemVariables?: Record<string, unknown>;
  userVariables?: Record<string, unknown>;
};
declare global {
  interface Window {
    difyChatbotConfig?: Config;
  }
}

const BUTTON = "dify-chatbot-bubble-button";
const FRAME = "dify-chatbot-bubble-window";
const LONGEST = 2048;
const VARIABLES = {
  bottom: "1rem",
  right: "1rem",
  left: "unset",
  top: "unset",
  "bg-color": "#155EEF",
  width: "50px",
  height: "50px",
  "border-radius": "25px",
  "box-shadow": "rgba(0,0,0,.2) 0px 4px 8px 0px",
};
const icon = (path: string) =>
  `<svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${path}</svg>`;
const OPEN = icon('<path d="M21 11.5a8.4 8.4 0 0 1-12 7.6L3 21l1.9-6A8.4 8.4 0 1 1 21 11.5z"/>');
const CLOSE = icon('<path d="m6 9 6 6 6-6"/>');

/** UTF-8, gzip, Base64, URL-encoded: how values travel in the frame's address. */
async function pack(value: unknown): Promise<string> {
  const bytes = new TextEncoder().encode(String(value));
  const packed = new Response(new Blob([bytes]).stream().pipeThrough(new CompressionStream("gzip")));
  const data = new Uint8Array(await packed.arrayBuffer());
  return encodeURIComponent(btoa(Array.prototype.map.call(data, (byte: number) => String.fromCharCode(byte)).join("")));
}

async function addressOf(base: string, config: Config): Promise<string> {
  const parts: string[] = [];
  const groups: [string, Record<string, unknown> | undefined][] = [
    ["", config.inputs],
    ["sys.", config.systemVariables],
    ["user.", config.userVariables],
  ];
  for (const [prefix, values] of groups)
    for (const name of Object.keys(values ?? {}))
      parts.push(`${encodeURIComponent(prefix + name)}=${await pack((values as Attributes)[name])}`);
  const query = parts.length ? `?${parts.join("&")}` : "";
  return `${base}/chatbot/${config.token}${query}`;
}

function style() {
  const of = (name: keyof typeof VARIABLES) => `var(--${BUTTON}-${name},${VARIABLES[name]})`;
  const element = document.createElement("style");
  element.textContent =
    `#${BUTTON}{position:fixed;bottom:${of("bottom")};right:${of("right")};left:${of("left")};top:${of("top")};` +
    `width:${of("width")};height:${of("height")};border-radius:${of("border-radius")};background:${of("bg-color")};` +
    `box-shadow:${of("box-shadow")};border:0;padding:0;cursor:pointer;z-index:2147483646;display:flex;` +
    `align-items:center;justify-content:center;touch-action:none}` +
    `#${BUTTON}:hover{transform:var(--${BUTTON}-hover-transform,scale(1.1))}` +
    `#${BUTTON}:focus-visible{outline:2px solid #fff;outline-offset:-4px}` +
    `#${FRAME}{position:fixed;z-index:2147483647;border:0;border-radius:14px;background:#fff;` +
    `width:24rem;max-width:calc(100vw - 2rem);height:43.75rem;max-height:calc(100vh - 6rem);` +
    `box-shadow:0 8px 28px rgb(0 0 0 / .2)}` +
    `#${FRAME}.large{width:48%;height:calc(100vh - 6rem);min-width:24rem}`;
  document.head.appendChild(element);
}

function apply(button: HTMLElement, props: Attributes) {
  for (const name of Object.keys(props)) {
    const value = props[name];
    if (name === "className") button.classList.add(...String(value).split(/\s+/).filter(Boolean));
    else if (name === "style" && typeof value === "string") button.style.cssText += value;
    else if (name === "style") Object.assign(button.style, value);
    else if (typeof value === "function")
      button.addEventListener(name.replace(/^on/, "").toLowerCase(), value as EventListener);
    else button.setAttribute(name, String(value));
  }
}

/** Puts the frame beside the button, on the side where there is room. */
function place(frame: HTMLElement, button: HTMLElement) {
  const box = button.getBoundingClientRect();
  const below = box.top + box.height / 2 < innerHeight / 2;
  const left = box.left + box.width / 2 < innerWidth / 2;
  frame.style.top = below ? `${box.bottom + 8}px` : "auto";
  frame.style.bottom = below ? "auto" : `${innerHeight - box.top + 8}px`;
  frame.style.left = left ? `${Math.max(16, box.left)}px` : "auto";
  frame.style.right = left ? "auto" : `${Math.max(16, innerWidth - box.right)}px`;
}

/** Lets the button be moved; a press without a move stays a click. */
function draggable(button: HTMLElement, axis: "x" | "y" | "both", moved: () => void) {
  let start: { x: number; y: number; left: number; top: number } | null = null;
  let dragged = false;
  button.addEventListener("pointerdown", (event) => {
    const box = button.getBoundingClientRect();
    start = { x: event.clientX, y: event.clientY, left: box.left, top: box.top };
    dragged = false;
    button.setPointerCapture(event.pointerId);
  });
  button.addEventListener("pointermove", (event) => {
    if (!start) return;
    const dx = axis === "y" ? 0 : event.clientX - start.x;
    const dy = axis === "x" ? 0 : event.clientY - start.y;
    if (!dragged && Math.abs(dx) + Math.abs(dy) < 5) return;
    dragged = true;
    const clamp = (value: number, most: number) => Math.max(0, Math.min(most, value));
    button.style.left = `${clamp(start.left + dx, innerWidth - button.offsetWidth)}px`;
    button.style.top = `${clamp(start.top + dy, innerHeight - button.offsetHeight)}px`;
    button.style.right = button.style.bottom = "auto";
    moved();
  });
  button.addEventListener("pointerup", () => (start = null));
  button.addEventListener(
    "click",
    (event) => {
      if (dragged) event.stopImmediatePropagation();
      dragged = false;
    },
    true,
  );
}

async function embed(script: HTMLScriptElement | null) {
  const config = window.difyChatbotConfig;
  if (!config?.token) {
    console.error("difyChatbotConfig.token is missing: put the site code of the app into it.");
    return;
  }
  if (document.getElementById(BUTTON)) return;
  const own = script?.src ? new URL(script.src).origin : "";
  const base = (config.baseUrl ?? own).replace(/\/$/, "");
  const address = await addressOf(base, config);
  if (address.length > LONGEST)
    console.error(`The address of the chat is longer than ${LONGEST} characters: pass fewer inputs.`);
  style();
  const button = document.createElement("button");
  button.id = BUTTON;
  button.type = "button";
  button.setAttribute("aria-label", "Chat");
  button.innerHTML = OPEN;
  let frame: HTMLIFrameElement | null = null;
  const create = () => {
    const made = document.createElement("iframe");
    made.id = FRAME;
    made.title = "Chat";
    made.allow = "fullscreen;microphone";
    made.src = address;
    made.hidden = true;
    document.body.appendChild(made);
    return made;
  };
  const show = (open: boolean) => {
    frame ??= create();
    frame.hidden = !open;
    button.innerHTML = open ? CLOSE : OPEN;
    button.setAttribute("aria-expanded", String(open));
    if (open) place(frame, button);
  };
  if (config.draggable) draggable(button, config.dragAxis ?? "both", () => frame && place(frame, button));
  button.addEventListener("click", () => show(frame?.hidden ?? true));
  apply(button, config.containerProps ?? {});
  document.body.appendChild(button);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && frame && !frame.hidden) show(false);
  });
  window.addEventListener("resize", () => frame && place(frame, button));
  window.addEventListener("message", (event: MessageEvent<{ type?: string } | undefined>) => {
    if (!frame || event.source !== frame.contentWindow) return;
    if (event.data?.type === "dify-chatbot-iframe-ready") {
      const payload = { isToggledByButton: true, isDraggable: Boolean(config.draggable) };
      frame.contentWindow?.postMessage({ type: "dify-chatbot-config", payload }, new URL(base, location.href).origin);
    }
    if (event.data?.type === "dify-chatbot-expand-change") frame.classList.toggle("large");
  });
}

const script = document.currentScript as HTMLScriptElement | null;
if (document.body) void embed(script);
else document.addEventListener("DOMContentLoaded", () => void embed(script));
