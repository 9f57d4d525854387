const PAGES: Record<string, string> = { workflow: "workflow", completion: "completion" };

/** Where people reach this server. */
export const originOf = (publicUrl: string | undefined) => (publicUrl ?? "").replace(/\/$/, "") || location.origin;

/** The address of an app's page. */
export const pageOf = (origin: string, mode: string, code: string) => `${origin}/${PAGES[mode] ?? "chat"}/${code}`;

/** The address of an app's page inside a frame; chats have one without their list of conversations. */
const frameOf = (origin: string, mode: string, code: string) =>
  mode in PAGES ? pageOf(origin, mode, code) : `${origin}/chatbot/${code}`;

export type EmbedOptions = { draggable: boolean; colour: string; side: "right" | "left" };

export const frameCode = (origin: string, mode: string, code: string) =>
  `<iframe
  src="${frameOf(origin, mode, code)}"
  style="width: 100%; height: 100%; min-height: 700px"
  frameborder="0"
  allow="microphone">
</iframe>`;

/** The names are the published contract of the script. */
export function bubbleCode(origin: string, code: string, { draggable, colour, side }: EmbedOptions): string {
  const extra = draggable ? "\n    draggable: true," : "";
  const place =
    side === "left"
      ? "\n    --dify-chatbot-bubble-button-left: 1rem;\n    --dify-chatbot-bubble-button-right: unset;"
      : "";
  return `<script>
  window.difyChatbotConfig = {
    token: "${code}",
    baseUrl: "${origin}",${extra}
    inputs: {
      // Values of the form before the first message: name: "value"
    },
    systemVariables: {
      // user_id: "finds the conversations of a user again"
    },
  };
</script>
<script src="${origin}/embed.min.js" id="${code}" defer></script>
<style>
  #dify-chatbot-bubble-button {
    --dify-chatbot-bubble-button-bg-color: ${colour};${place}
  }
</style>`;
}
