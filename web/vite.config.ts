import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vite";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const server = process.env.TENON_URL ?? "http://127.0.0.1:8600";
const SITE_PATHS = /^\/(chat|chatbot|completion|workflow|form)\//;

/** In development each address gets the page that the server would answer with. */
const pages: Plugin = {
  name: "tenon-pages",
  configureServer(dev) {
    dev.middlewares.use((request, _response, next) => {
      const path = (request.url ?? "/").split("?")[0] ?? "/";
      if ((request.headers.accept ?? "").includes("text/html") && !path.includes(".")) {
        request.url = SITE_PATHS.test(path) ? "/site.html" : "/console.html";
      }
      next();
    });
  },
};

export default defineConfig({
  plugins: [react(), tailwindcss(), pages],
  resolve: { alias: { "@": at("./src") } },
  appType: "mpa",
  build: {
    target: ["chrome123", "safari17.5", "firefox121"],
    manifest: true,
    modulePreload: { polyfill: false },
    rollupOptions: { input: { console: at("./console.html"), site: at("./site.html") } },
  },
  server: {
    proxy: Object.fromEntries(
      ["/console/api", "/api", "/v1", "/files", "/health", "/embed.min.js"].map((path) => [path, { target: server }]),
    ),
  },
});
