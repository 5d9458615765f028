// Meets a pool for the first time: connects without trusting anybody, asks for the pool's authority,
// and checks that it signed the very certificate this connection showed. Whether it is the authority
// one expects is for a person (or a fingerprint got another way) to say.
import { createHash, X509Certificate } from 'node:crypto';
import { Agent, request } from 'node:https';
import { TLSSocket } from 'node:tls';
import { AppError } from '@runsurge/model';
import { type Pool, pool } from '@runsurge/protocol/rest';
import { connectionError } from './connection-error.ts';
import { isMasterCertificate } from './master-certificate.ts';
import { jsonOf } from './problem.ts';

export type FirstContact = {
  readonly pool: Pool;
  /** To be pinned: what `makeClient` takes as `ca`. */
  readonly caCertificate: string;
  /** `sha256:…` */
  readonly fingerprint: string;
};

const patienceMs = 15_000;

export async function fetchPool(
  url: string,
  signal: AbortSignal = AbortSignal.timeout(patienceMs),
): Promise<FirstContact> {
  const agent = new Agent({ rejectUnauthorized: false, minVersion: 'TLSv1.2' });
  try {
    const answer = await get(url, agent, signal);
    const { socket } = answer;
    const leaf = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
    const found = await jsonOf(answer, pool);
    const ca = authorityOf(found);
    if (!leaf || !isMasterCertificate({ raw: leaf.raw }) || !signed(leaf, ca)) {
      throw new AppError('FORBIDDEN', `${url} shows a certificate that its pool did not sign`, {
        remedy: 'somebody may be in between: ask the operator of the pool',
      });
    }
    const fingerprint = `sha256:${createHash('sha256').update(ca.raw).digest('hex')}`;
    if (fingerprint !== found.caFingerprint) {
      throw new AppError('FORBIDDEN', `${url} names a fingerprint that is not its own`);
    }
    return { pool: found, caCertificate: found.caCertificate, fingerprint };
  } finally {
    agent.destroy();
  }
}

function get(url: string, agent: Agent, signal: AbortSignal) {
  return new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    request(new URL('/api/pool', url), { agent, signal })
      .once('response', resolve)
      .once('error', (thrown) => reject(connectionError(thrown, url)))
      .end();
  });
}

function authorityOf({ caCertificate }: Pool): X509Certificate {
  try {
    const ca = new X509Certificate(caCertificate);
    if (ca.ca) return ca;
  } catch (cause) {
    throw new AppError('FORBIDDEN', 'the certificate of the pool cannot be read', { cause });
  }
  throw new AppError('FORBIDDEN', 'the certificate of the pool is not that of an authority');
}

function signed(leaf: X509Certificate, ca: X509Certificate): boolean {
  return leaf.checkIssued(ca) && leaf.verify(ca.publicKey);
}
