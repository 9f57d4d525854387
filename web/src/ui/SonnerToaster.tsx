import { Toaster as Sonner } from "sonner";

/** Draws the notices; loaded after the first paint. */
export function SonnerToaster() {
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
