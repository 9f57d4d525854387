// Fails when an entry is larger than its budget, or when what loads on demand is reachable at the start of a page.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGETS_KB = { "console.html": 180, "site.html": 135 };
const EMBED_KB = 6;
const ON_DEMAND = ["mermaid", "echarts", "katex", "shiki", "abcjs", "codemirror"];
const manifest = JSON.parse(readFileSync("dist/.vite/manifest.json", "utf8"));
const size = (file) => gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length / 1000;

function reach(key, seen = new Set()) {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key]?.imports ?? []) reach(next, seen);
  return seen;
}

let failed = false;
const report = (ok, text) => {
  console.log(`${ok ? "ok  " : "FAIL"} ${text}`);
  failed ||= !ok;
};
for (const [entry, budget] of Object.entries(BUDGETS_KB)) {
  const keys = [...reach(entry)];
  const kb = keys.reduce((sum, key) => sum + size(manifest[key].file), 0);
  report(kb <= budget, `${entry}: ${kb.toFixed(1)} kB of ${budget} in ${keys.length} chunks`);
  for (const word of ON_DEMAND) {
    const found = keys.filter((key) => key.includes(`node_modules/${word}`) || manifest[key].file.includes(`/${word}`));
    if (found.length) report(false, `${entry} reaches ${word} statically: ${found.join(", ")}`);
  }
}
const embed = size("embed.min.js");
report(embed <= EMBED_KB, `embed.min.js: ${embed.toFixed(1)} kB of ${EMBED_KB}`);
process.exit(failed ? 1 : 0);
