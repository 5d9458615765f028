// Makers for this package's tests: directories, pools, nodes, and a real TLS handshake between two.
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type PeerCertificate } from 'node:tls';
import { type Clock, systemClock } from '@runsurge/base';
import { nodeId } from '@runsurge/model';
import { type Ca, openCa } from './ca.ts';
import { makeKeyAndRequest } from './identity.ts';

export const dayMs = 86_400_000;

/** The system's clock, so many days from now. */
export function clockIn(days: number): Pick<Clock, 'now'> {
  return { now: () => systemClock.now() + days * dayMs };
}

export async function inTemporaryDir<T>(run: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'runsurge-pki-'));
  try {
    return await run(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}

export function aCa({ clock = clockIn(0) } = {}): Promise<Ca> {
  return inTemporaryDir((dir) => openCa(dir, { clock }));
}

export async function aNode(ca: Ca, { days = 7 } = {}) {
  const { privateKeyPem, csrPem } = await makeKeyAndRequest();
  const id = nodeId.create();
  return { id, privateKeyPem, ...(await ca.signNode({ csrPem, nodeId: id, days })) };
}

export function aMaster(ca: Ca, { days = 30 } = {}) {
  return ca.issueMaster({ hostnames: [], ips: [], days });
}

type Identity = { readonly privateKeyPem: string; readonly certificatePem: string };
type Seen = { readonly server: PeerCertificate; readonly client: PeerCertificate };

/** Resolves with what each side saw of the other; rejects with the error of the side that refused. */
export async function handshake(
  ca: Ca,
  sides: { readonly server: Identity; readonly client: Identity },
): Promise<Seen> {
  const optionsOf = ({ privateKeyPem, certificatePem }: Identity) => {
    return { key: privateKeyPem, cert: certificatePem, ca: ca.certificatePem };
  };
  const server = createServer({
    ...optionsOf(sides.server),
    requestCert: true,
    rejectUnauthorized: true,
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // a TCP server has no other kind of address
  const atServer = new Promise<PeerCertificate>((resolve, reject) => {
    server.on('secureConnection', (socket) => {
      resolve(socket.getPeerCertificate());
      socket.on('error', () => undefined).end('welcome');
    });
    server.on('tlsClientError', reject);
  });
  const socket = connect({ host: '127.0.0.1', port, ...optionsOf(sides.client) });
  const atClient = new Promise<PeerCertificate>((resolve, reject) => {
    socket.on('secureConnect', () => resolve(socket.getPeerCertificate()));
    socket.on('error', reject);
    socket.resume();
  });
  try {
    const [client, serverSeen] = await Promise.all([atServer, atClient]);
    return { client, server: serverSeen };
  } finally {
    atServer.catch(() => undefined);
    atClient.catch(() => undefined);
    socket.destroy();
    server.close();
  }
}
