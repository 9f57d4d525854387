// Both languages hold the same keys with the same placeholders, and every key is used somewhere.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const LANGUAGES = ["en-US", "zh-Hans"];
const PLURAL = /_(zero|one|two|few|many|other)$/;
const problems = [];

function flatten(value, prefix = "", out = {}) {
  for (const [key, child] of Object.entries(value)) {
    const path = prefix ? `${prefix}.${key}` : key;
    if (typeof child === "string") out[path] = child;
    else flatten(child, path, out);
  }
  return out;
}
const stem = (key) => key.replace(PLURAL, "");
const placeholders = (text) => [...new Set(text.match(/\{\{\s*[\w.]+/g) ?? [])].sort().join();

function sources(folder, out = []) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) sources(path, out);
    else if (/\.tsx?$/.test(name) && !name.endsWith(".gen.ts")) out.push(readFileSync(path, "utf8"));
  }
  return out;
}

const files = new Set(LANGUAGES.flatMap((language) => readdirSync(`src/i18n/${language}`)));
const code = sources("src").join("\n");
for (const file of files) {
  const texts = LANGUAGES.map((language) => {
    try {
      return flatten(JSON.parse(readFileSync(`src/i18n/${language}/${file}`, "utf8")));
    } catch (error) {
      problems.push(`${language}/${file}: ${error.message}`);
      return {};
    }
  });
  const stems = texts.map((text) => new Map(Object.entries(text).map(([key, value]) => [stem(key), value])));
  for (const [index, language] of LANGUAGES.entries()) {
    const mine = stems[index];
    const other = stems[1 - index];
    for (const [key, text] of mine) {
      if (!other.has(key)) problems.push(`${LANGUAGES[1 - index]}/${file}: missing ${key}`);
      else if (index === 0 && placeholders(text) !== placeholders(other.get(key)))
        problems.push(`${file}: placeholders of ${key} differ`);
      if (!text.trim()) problems.push(`${language}/${file}: ${key} is empty`);
    }
  }
  for (const key of stems[0].keys())
    if (!isUsed(file.replace(".json", ""), key)) problems.push(`${file}: ${key} is unused`);
}

/** A key counts as used when it stands in the code whole, or when a template builds it from its first parts. */
function isUsed(namespace, key) {
  if (namespace === "errors") return true;
  if (code.includes(`"${key}"`) || code.includes(`:${key}"`) || code.includes(`\`${key}\``)) return true;
  const parts = key.split(".");
  const parents = parts.slice(1).map((_, n) => parts.slice(0, n + 1).join("."));
  if (code.includes(`}.${parts.slice(1).join(".")}\``)) return true;
  return parents.some((parent) =>
    [`\`${parent}.\${`, `:${parent}.\${`, `"${parent}", { returnObjects`].some((form) => code.includes(form)),
  );
}

for (const problem of problems) console.error(problem);
console.log(
  problems.length
    ? `${problems.length} problems`
    : `texts are complete: ${files.size} files in ${LANGUAGES.length} languages`,
);
process.exit(problems.length ? 1 : 0);
