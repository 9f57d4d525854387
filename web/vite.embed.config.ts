import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

/** The script of embedded bubbles: one small file with a fixed name, for pages that are not ours. */
export default defineConfig({
  publicDir: false,
  build: {
    target: "es2018",
    emptyOutDir: false,
    lib: {
      entry: fileURLToPath(new URL("./src/embed.ts", import.meta.url)),
      name: "tenonEmbed",
      formats: ["iife"],
      fileName: () => "embed.min.js",
    },
  },
});
