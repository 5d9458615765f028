// A TCP proxy before a server, whose connections a test can cut: at once, or after so many bytes.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type CuttingProxy = {
  readonly port: number;
  /** Cuts the connection that carries the n-th byte towards the client, or towards the server. */
  cutAfter(bytes: number, towards: 'client' | 'server'): void;
  cutAll(): void;
  cuts(): number;
  close(): void;
};

export async function cuttingProxy(targetPort: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  let cuts = 0;
  let left = { client: Number.POSITIVE_INFINITY, server: Number.POSITIVE_INFINITY };

  const server = createServer((near) => {
    const far = connect(targetPort, '127.0.0.1');
    const destroy = () => {
      near.destroy();
      far.destroy();
    };
    const pass = (from: Socket, to: Socket, towards: 'client' | 'server') => {
      sockets.add(from);
      from.on('error', destroy).on('close', () => {
        sockets.delete(from);
        destroy();
      });
      from.on('data', (chunk) => {
        left[towards] -= chunk.byteLength;
        if (left[towards] < 0) {
          left[towards] = Number.POSITIVE_INFINITY;
          cuts += 1;
          return destroy();
        }
        if (!to.write(chunk)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
      });
    };
    pass(near, far, 'server');
    pass(far, near, 'client');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port, // it listens on TCP
    cutAfter(bytes, towards) {
      left = { ...left, [towards]: bytes };
    },
    cutAll() {
      cuts += sockets.size / 2;
      for (const socket of sockets) socket.destroy();
    },
    cuts: () => cuts,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
