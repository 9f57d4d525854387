import { StrictMode, Suspense, type ReactNode } from "react";
import { createRoot } from "react-dom/client";
import { SitePage } from "@/features/site/SitePage";
import { nearest, startI18n } from "@/i18n";
import { useUiTranslation } from "@/i18n/useUiTranslation";
import { UiTextsProvider } from "@/ui/texts";
import { Toaster } from "@/ui/toast";
import { TooltipProvider } from "@/ui/Tooltip";
import "@/ui/tokens.css";

function Texts({ children }: { children: ReactNode }) {
  return <UiTextsProvider texts={useUiTranslation()}>{children}</UiTextsProvider>;
}

await startI18n(nearest(navigator.language), ["common", "errors", "site", "chat", "run"]);
createRoot(document.getElementById("root") as HTMLElement).render(
  <StrictMode>
    <Texts>
      <TooltipProvider>
        <Suspense>
          <SitePage />
        </Suspense>
        <Toaster />
      </TooltipProvider>
    </Texts>
  </StrictMode>,
);
