import { Toaster as Sonner, toast as show } from "sonner";

type Action = { label: string; onClick: () => void };
const options = (action?: Action) => (action ? { action } : {});

/** Short notices at the bottom right; errors stay until they are closed. */
export const toast = {
  ok: (text: string, action?: Action) => show.success(text, { duration: 5000, ...options(action) }),
  info: (text: string, action?: Action) => show(text, { duration: 5000, ...options(action) }),
  bad: (text: string, action?: Action) =>
    show.error(text, { duration: Infinity, closeButton: true, ...options(action) }),
  /** Ten seconds in which the act can be taken back. */
  undo: (text: string, label: string, onClick: () => void) =>
    show(text, { duration: 10_000, action: { label, onClick } }),
};

export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      visibleToasts={3}
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-80 max-w-[calc(100vw-32px)] items-start gap-2.5 rounded-card border bg-surface px-3 py-2.5 text-base text-fg shadow-float",
          title: "font-normal",
          content: "min-w-0 flex-1 break-words",
          icon: "mt-0.5 shrink-0",
          success: "[&_[data-icon]]:text-ok",
          error: "[&_[data-icon]]:text-bad",
          actionButton: "shrink-0 font-medium text-accent-text",
          closeButton: "order-last shrink-0 text-fg-3 [&_svg]:size-3.5",
        },
      }}
    />
  );
}
