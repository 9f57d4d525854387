import { lazy, Suspense } from "react";

type Action = { label: string; onClick: () => void };
const options = (action?: Action) => (action ? { action } : {});
const library = async () => (await import("sonner")).toast;

/** Short notices at the bottom right; errors stay until they are closed. */
export const toast = {
  ok: (text: string, action?: Action) =>
    void library().then((show) => show.success(text, { duration: 5000, ...options(action) })),
  info: (text: string, action?: Action) =>
    void library().then((show) => show(text, { duration: 5000, ...options(action) })),
  bad: (text: string, action?: Action) =>
    void library().then((show) => show.error(text, { duration: Infinity, closeButton: true, ...options(action) })),
  /** Ten seconds in which the act can be taken back. */
  undo: (text: string, label: string, onClick: () => void) =>
    void library().then((show) => show(text, { duration: 10_000, action: { label, onClick } })),
};

const SonnerToaster = lazy(async () => ({ default: (await import("./SonnerToaster")).SonnerToaster }));

export function Toaster() {
  return (
    <Suspense>
      <SonnerToaster />
    </Suspense>
  );
}
