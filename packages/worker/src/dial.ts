// Channels to the master: TLS against the pinned CA only, and only to a certificate that is the
// master's. Files get a channel of their own, so that heartbeats never queue behind them.
import { credentials, type ServiceError } from '@grpc/grpc-js';
import { AppError, isErrorCode } from '@runsurge/model';
import { isMasterCertificate, masterCommonName } from '@runsurge/pki';
import { grpc } from '@runsurge/protocol';

export type MasterAddress = {
  readonly host: string;
  readonly port: number;
  readonly caCertificate: string;
};
export type ClientKey = { readonly privateKey: string; readonly certificate: string };

const flowControlWindow = 8 << 20; // both sides, see architecture.md
const largestMessageBytes = 8 << 20;

export function dial(address: MasterAddress, key: ClientKey | null): grpc.MasterServiceClient {
  const tls = credentials.createSsl(
    Buffer.from(address.caCertificate),
    key ? Buffer.from(key.privateKey) : null,
    key ? Buffer.from(key.certificate) : null,
    {
      // Any host name: the CA signs nothing but this pool, and only its master for serving.
      checkServerIdentity: (_host, peer) =>
        isMasterCertificate(peer) ? undefined : new Error('that is not the master of this pool'),
    },
  );
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return new grpc.MasterServiceClient(`${host}:${address.port}`, tls, {
    // The server name of TLS; an address is not allowed there, and ours is checked above.
    'grpc.ssl_target_name_override': masterCommonName,
    'grpc.use_local_subchannel_pool': 1,
    'grpc.max_receive_message_length': largestMessageBytes,
    'grpc-node.flow_control_window': flowControlWindow,
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 5_000,
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 2_000,
  });
}

function isServiceError(thrown: unknown): thrown is ServiceError {
  return thrown instanceof Error && 'code' in thrown && 'details' in thrown && 'metadata' in thrown;
}

/** Gives an error of a call back the code that the master put into its metadata. */
export function callError(thrown: unknown): AppError {
  if (!isServiceError(thrown)) return AppError.from(thrown);
  const [code] = thrown.metadata?.get('runsurge-code') ?? [];
  const text = String(code ?? '');
  return new AppError(isErrorCode(text) ? text : 'UNAVAILABLE', thrown.details, { cause: thrown });
}
