// Who is calling: the node behind a client certificate. Every RPC but NodeRegister starts here.
import type {
  ServerDuplexStream,
  ServerReadableStream,
  ServerUnaryCall,
  ServerWritableStream,
} from '@grpc/grpc-js';
import { AppError, type AttemptId, attemptId, type NodeId } from '@runsurge/model';
import { verifyNodeCertificate } from '@runsurge/pki';
import { type LiveAttempt, liveAttempt } from '@runsurge/store';
import type { Deps } from '../deps.ts';

export type AnyCall =
  | ServerUnaryCall<unknown, unknown>
  | ServerReadableStream<unknown, unknown>
  | ServerWritableStream<unknown, unknown>
  | ServerDuplexStream<unknown, unknown>;

/** UNAUTHENTICATED without a certificate of this pool's CA. */
export function callingNode(
  deps: Pick<Deps, 'ca' | 'clock' | 'log'>,
  call: Pick<AnyCall, 'getAuthContext' | 'getPeer' | 'getPath'>,
): NodeId {
  // grpc-js gives the certificate only when TLS has verified it against the CA.
  const certificate = call.getAuthContext().sslPeerCertificate;
  const verified = certificate
    ? verifyNodeCertificate(certificate.raw, deps.ca.certificatePem, deps.clock.now())
    : undefined;
  if (verified?.ok) return verified.nodeId;
  const reason = verified?.reason ?? 'none';
  deps.log.warn({ peer: call.getPeer(), path: call.getPath(), reason }, 'call refused');
  throw new AppError('UNAUTHENTICATED', `a certificate of this pool is needed (${reason})`, {
    remedy: 'enrol this machine again: runsurge worker --pool URL --enrol',
  });
}

/** The attempt that a call is about, if this node runs it; LEASE_LOST when it was given up or never was its. */
export async function attemptOf(
  deps: Pick<Deps, 'db'>,
  node: NodeId,
  id: string,
): Promise<LiveAttempt> {
  const parsed: AttemptId | undefined = attemptId.parse(id);
  const live = parsed && (await liveAttempt(deps.db, parsed, node));
  if (!live) throw new AppError('LEASE_LOST', 'this node does not run that attempt');
  return live;
}
