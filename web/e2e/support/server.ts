import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../../..");
/** `TENON` names another installation to test. */
const TENON = process.env.TENON ?? join(ROOT, ".venv/bin/tenon");

type Running = { url: string; stop: () => Promise<void> };

/** Starts a command and waits until it prints the address that it listens on. */
function start(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Running> {
  const child = spawn(TENON, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  return new Promise((done, fail) => {
    const late = setTimeout(() => {
      child.kill("SIGKILL");
      fail(new Error(`tenon ${args.join(" ")} did not start within 60 s:\n${output}`));
    }, 60_000);
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const url = /https?:\/\/[\w.]+:\d+/.exec(output)?.[0];
      if (!url) return;
      clearTimeout(late);
      done({ url, stop: () => stop(child) });
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("exit", (code) => {
      clearTimeout(late);
      fail(new Error(`tenon ${args.join(" ")} ended with ${code}:\n${output}`));
    });
  });
}

const stop = (child: ChildProcess) =>
  new Promise<void>((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done();
    const kill = setTimeout(() => child.kill("SIGKILL"), 5000);
    child.once("exit", () => {
      clearTimeout(kill);
      done();
    });
    child.kill("SIGTERM");
  });

/** A server of its own with an empty data folder. */
export async function startServer(env: NodeJS.ProcessEnv = {}): Promise<Running> {
  const folder = mkdtempSync(join(tmpdir(), "tenon-e2e-"));
  const server = await start(["serve", "--port", "0", "--data-dir", folder], {
    TENON_LOG_LEVEL: "warning",
    TENON_PROVIDER_EXCLUDES: "local",
    ...env,
  });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The scripted model: answers by a YAML script, else echoes. */
export const startModel = (script?: string) =>
  start(["dev", "model", "--port", "0", ...(script ? ["--script", script] : [])]);
