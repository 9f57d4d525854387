import js from "@eslint/js";
import { createTypeScriptImportResolver } from "eslint-import-resolver-typescript";
import importX from "eslint-plugin-import-x";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import { readdirSync } from "node:fs";
import tseslint from "typescript-eslint";

const features = readdirSync("src/features", { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const ALL = ["ui", "forms", "api", "editor", "nodes", "run", "chat", "models", "features", "i18n"];

/** `folder` may import only itself and `allowed`. */
const only = (folder, allowed) => ({
  target: `./src/${folder}`,
  from: ALL.filter((other) => other !== folder && !allowed.includes(other)).map((other) => `./src/${other}`),
  message: `${folder} may import only: ${allowed.join(", ") || "nothing of ours"}`,
});

const zones = [
  only("ui", []),
  only("i18n", ["ui"]),
  only("forms", ["ui", "i18n"]),
  only("api", []),
  only("editor", ["forms", "ui", "run", "nodes", "i18n"]),
  only("nodes", ["editor", "forms", "ui", "i18n"]),
  only("run", ["ui", "forms", "i18n"]),
  only("models", ["ui", "forms", "api", "i18n"]),
  only("chat", ["ui", "forms", "api", "run", "i18n"]),
  ...features.map((name) => ({
    target: `./src/features/${name}`,
    from: features.filter((other) => other !== name).map((other) => `./src/features/${other}`),
    message: "features do not import each other",
  })),
  {
    target: "./src/site.tsx",
    from: ["./src/editor", "./src/nodes", ...features.filter((f) => f !== "site").map((f) => `./src/features/${f}`)],
    message: "published pages carry no console code",
  },
];

export default tseslint.config(
  { ignores: ["dist", "node_modules", "src/api/schema.gen.ts", "test-results", "playwright-report", "screenshots"] },
  js.configs.recommended,
  ...tseslint.configs.recommended,
  {
    files: ["**/*.{ts,tsx}"],
    plugins: { "import-x": importX, "jsx-a11y": jsxA11y, "react-hooks": reactHooks },
    settings: { "import-x/resolver-next": [createTypeScriptImportResolver({ project: "./tsconfig.json" })] },
    rules: {
      ...jsxA11y.flatConfigs.recommended.rules,
      ...reactHooks.configs["recommended-latest"].rules,
      "react-hooks/incompatible-library": "off",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "jsx-a11y/no-autofocus": "off",
      // What scrolls or resizes must be reachable by keyboard.
      "jsx-a11y/no-noninteractive-tabindex": ["error", { tags: ["pre"], roles: ["tabpanel", "separator", "region"] }],
      "import-x/no-restricted-paths": ["error", { zones }],
    },
  },
  {
    files: ["**/*.{js,mjs}"],
    languageOptions: { globals: { process: "readonly", console: "readonly", URL: "readonly" } },
  },
);
