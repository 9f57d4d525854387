// npm leaves out optional platform packages that it could not look up, and `npm ci` then refuses the lockfile.
// Adds the missing entries; run it after every change of the lockfile.
import { readFileSync, writeFileSync } from "node:fs";

const PATH = "package-lock.json";
const lock = JSON.parse(readFileSync(PATH, "utf8"));
const added = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${path}/node_modules/${name}`;
    const top = `node_modules/${name}`;
    if (lock.packages[nested]?.version || lock.packages[top]?.version) continue;
    lock.packages[top] = { version, optional: true, ...platformOf(name) };
    added.push(`${name}@${version}`);
  }
}

function platformOf(name) {
  const words = name.split(/[-/]/);
  const os = ["linux", "darwin", "win32", "freebsd", "android", "openbsd"].find((word) => words.includes(word));
  const cpu = ["x64", "arm64", "arm", "ia32", "riscv64", "s390x", "ppc64", "wasm32"].find((word) =>
    words.includes(word),
  );
  return { ...(os && { os: [os] }), ...(cpu && { cpu: [cpu] }) };
}

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
if (added.length) writeFileSync(PATH, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length ? `added ${added.join(", ")}` : "the lockfile is complete");
