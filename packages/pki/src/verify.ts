// Tells who is at the other end from the certificate alone. Whether a node has been revoked is in the
// database, not here; the TLS handshake has proved by then that the peer holds the key.
import { X509Certificate } from 'node:crypto';
import { type NodeId, nodeId } from '@runsurge/model';
import { masterCommonName, nodeCommonNamePrefix } from './ca.ts';

export type Refusal = 'untrusted' | 'expired' | 'not-yet-valid' | 'not-a-node';
export type NodeIdentity = {
  readonly nodeId: NodeId;
  readonly serial: string;
  readonly notAfter: Date;
};
export type Verified =
  | ({ readonly ok: true } & NodeIdentity)
  | { readonly ok: false; readonly reason: Refusal };

const serverAuth = '1.3.6.1.5.5.7.3.1';
const clientAuth = '1.3.6.1.5.5.7.3.2';

/** `nowMs` is the clock's; a text that is no certificate at all is `untrusted`. */
export function verifyNodeCertificate(
  certificate: Uint8Array | string,
  caPem: string,
  nowMs: number,
): Verified {
  const peer = parsed(certificate);
  const ca = new X509Certificate(caPem);
  if (peer === undefined || !peer.checkIssued(ca) || !peer.verify(ca.publicKey)) {
    return { ok: false, reason: 'untrusted' };
  }
  const notAfter = new Date(peer.validTo);
  if (nowMs > notAfter.getTime()) return { ok: false, reason: 'expired' };
  if (nowMs < Date.parse(peer.validFrom)) return { ok: false, reason: 'not-yet-valid' };
  const id = nodeOf(peer);
  if (id === undefined) return { ok: false, reason: 'not-a-node' };
  return { ok: true, nodeId: id, serial: peer.serialNumber.toLowerCase(), notAfter };
}

function nodeOf(peer: X509Certificate): NodeId | undefined {
  const prefix = `CN=${nodeCommonNamePrefix}`;
  if (peer.ca || !usages(peer).includes(clientAuth) || !peer.subject.startsWith(prefix)) {
    return undefined;
  }
  return nodeId.parse(peer.subject.slice(prefix.length));
}

/**
 * For clients, after TLS has checked the chain: what `getPeerCertificate()` gave is the master's,
 * not that of another node of the pool.
 */
export function isMasterCertificate(peer: { readonly raw?: Uint8Array } | string): boolean {
  const content = typeof peer === 'string' ? peer : peer.raw;
  const certificate = content === undefined ? undefined : parsed(content);
  if (certificate === undefined || certificate.ca) return false;
  return (
    certificate.subject === `CN=${masterCommonName}` && usages(certificate).includes(serverAuth)
  );
}

function parsed(certificate: Uint8Array | string): X509Certificate | undefined {
  try {
    return new X509Certificate(certificate);
  } catch {
    return undefined;
  }
}

/** Node calls the extended key usage `keyUsage`, and leaves it undefined when there is none. */
function usages(certificate: X509Certificate): readonly string[] {
  const found: readonly string[] | undefined = certificate.keyUsage;
  return found ?? [];
}
