import { createRoot } from "react-dom/client";
import { preferredLanguage, startI18n } from "@/i18n";
import "@/ui/tokens.css";

await startI18n(preferredLanguage());
createRoot(document.getElementById("root") as HTMLElement).render(<main>Tenon</main>);
