import { createServer, connect, type Socket } from "node:net";
import type { AddressInfo } from "node:net";

export interface Wire {
  url: string;
  /** Breaks every connection and refuses new ones; the server behind it goes on. */
  cut: () => void;
  mend: () => void;
  stop: () => Promise<void>;
}

/** A network between browser and server that can be cut. */
export async function startWire(server: string): Promise<Wire> {
  const { hostname, port } = new URL(server);
  const open = new Set<Socket>();
  let broken = false;
  const breakAll = () => {
    for (const socket of open) socket.destroy();
    open.clear();
  };
  const wire = createServer((browser) => {
    if (broken) {
      browser.resetAndDestroy();
      return;
    }
    const behind = connect(Number(port), hostname);
    for (const [socket, other] of [
      [browser, behind],
      [behind, browser],
    ] as const) {
      open.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((ready) => wire.listen(0, "127.0.0.1", ready));
  return {
    url: `http://127.0.0.1:${(wire.address() as AddressInfo).port}`,
    cut: () => {
      broken = true;
      breakAll();
    },
    mend: () => {
      broken = false;
    },
    stop: () =>
      new Promise((done) => {
        wire.close(() => done());
        breakAll();
      }),
  };
}
