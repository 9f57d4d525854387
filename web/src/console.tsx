import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode, Suspense, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { askAhead, firstPaths } from "@/api/ahead";
import { queryClient } from "@/api/query";
import { preferredLanguage, startI18n } from "@/i18n";
import { useUiTranslation } from "@/i18n/useUiTranslation";
import { router } from "@/routes";
import { applyTheme, storedTheme } from "@/ui/theme";
import { UiTextsProvider } from "@/ui/texts";
import { Toaster } from "@/ui/toast";
import { TooltipProvider } from "@/ui/Tooltip";
import "@/ui/tokens.css";

function Texts({ children }: { children: ReactNode }) {
  return <UiTextsProvider texts={useUiTranslation()}>{children}</UiTextsProvider>;
}

applyTheme(storedTheme());
askAhead(firstPaths(location.pathname));
await startI18n(preferredLanguage(), ["common", "errors"]);
createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <Texts>
        <TooltipProvider>
          <Suspense>
            <RouterProvider router={router} />
          </Suspense>
          <Toaster />
        </TooltipProvider>
      </Texts>
    </QueryClientProvider>
  </StrictMode>,
);
