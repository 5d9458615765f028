// The gRPC door for workers: TLS with the pool's own CA, client certificates checked before any
// handler, errors mapped from AppError. What the calls do is in the other files of this folder.
import type { EventEmitter } from 'node:events';
import {
  experimental,
  type handleBidiStreamingCall,
  Metadata,
  Server,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { AppError, type NodeId } from '@runsurge/model';
import type { IssuedIdentity } from '@runsurge/pki';
import { grpc } from '@runsurge/protocol';
import { findMissing, receiveData, streamData, streamInput } from './data.ts';
import { callingNode } from './peer.ts';
import { registerNode, renewNode } from './register.ts';
import { runSession, type SessionDeps } from './session.ts';

const flowControlWindow = 8 << 20; // measured: 800 MB/s against 409 with the default (architecture.md)
const largestMessageBytes = 8 << 20;

function grpcError(deps: SessionDeps, thrown: unknown) {
  const error = AppError.from(thrown);
  if (error.code === 'INTERNAL') deps.log.error({ err: thrown }, 'call failed');
  const metadata = new Metadata();
  metadata.set('runsurge-code', error.code);
  const details = error.remedy ? `${error.message}; ${error.remedy}` : error.message;
  return { code: error.meaning.grpc as status, details, metadata }; // the table holds gRPC's numbers
}

function unary<Request, Response>(
  deps: SessionDeps,
  handle: (call: ServerUnaryCall<Request, Response>) => Promise<Response>,
) {
  return (call: ServerUnaryCall<Request, Response>, done: sendUnaryData<Response>) => {
    Promise.resolve()
      .then(() => handle(call))
      .then(
        (response) => done(null, response),
        (thrown) => done(grpcError(deps, thrown)),
      );
  };
}

/** Until more may be written, or nobody wants it any more. */
function drained(call: EventEmitter, signal: AbortSignal): Promise<void> {
  return new Promise((resume) => {
    const goOn = () => {
      call.off('drain', goOn);
      signal.removeEventListener('abort', goOn);
      resume();
    };
    call.once('drain', goOn);
    signal.addEventListener('abort', goOn);
  });
}

/** Writes with back-pressure; a cancelled call aborts the source. */
function serverStream<Request, Response>(
  deps: SessionDeps,
  handle: (node: NodeId, request: Request, signal: AbortSignal) => AsyncIterable<Response>,
) {
  return async (call: ServerWritableStream<Request, Response>) => {
    const gone = new AbortController();
    call.on('cancelled', () => gone.abort());
    try {
      const node = callingNode(deps, call);
      for await (const message of handle(node, call.request, gone.signal)) {
        if (gone.signal.aborted) return;
        if (!call.write(message)) await drained(call, gone.signal);
      }
      call.end();
    } catch (thrown) {
      if (!gone.signal.aborted) call.emit('error', grpcError(deps, thrown));
    }
  };
}

function session(
  deps: SessionDeps,
): handleBidiStreamingCall<grpc.WorkerMessage, grpc.MasterMessage> {
  return async (call) => {
    let over = false;
    call.on('cancelled', () => {
      over = true;
    });
    call.on('error', () => undefined);
    const end = (reason: string) => {
      if (over) return;
      over = true;
      call.emit('error', { code: status.UNAVAILABLE, details: reason });
    };
    try {
      const node = callingNode(deps, call);
      // Not destroyed at the end of what comes in: the status of the call is still to be sent.
      const messages: AsyncIterable<grpc.WorkerMessage> = {
        [Symbol.asyncIterator]: () => call.iterator({ destroyOnReturn: false }),
      };
      await runSession(deps, node, messages, {
        send: (message) => {
          if (!over) call.write(message);
        },
        end,
      });
      if (!over) call.end();
    } catch (thrown) {
      if (!over) call.emit('error', grpcError(deps, thrown));
    }
  };
}

/** Optional client certificates: NodeRegister has none yet, every other handler asks `callingNode`. */
function credentials(caPem: string, identity: IssuedIdentity) {
  const ca = Buffer.from(caPem);
  const certificate = Buffer.from(identity.certificatePem);
  const privateKey = Buffer.from(identity.privateKeyPem);
  const provider = {
    // Not at once: grpc-js starts to watch for updates only after it has registered its listeners.
    addIdentityCertificateListener: (listener: experimental.IdentityCertificateUpdateListener) =>
      queueMicrotask(() => listener({ certificate, privateKey })),
    removeIdentityCertificateListener: () => undefined,
    addCaCertificateListener: (listener: experimental.CaCertificateUpdateListener) =>
      queueMicrotask(() => listener({ caCertificate: ca })),
    removeCaCertificateListener: () => undefined,
  };
  return experimental.createCertificateProviderServerCredentials(provider, provider, false);
}

export async function startGrpc(
  deps: SessionDeps,
  identity: IssuedIdentity,
  listen: { host: string; port: number },
): Promise<{ port: number; close(): void }> {
  const server = new Server({
    'grpc.max_receive_message_length': largestMessageBytes,
    'grpc-node.flow_control_window': flowControlWindow,
    'grpc.keepalive_time_ms': 10_000,
    'grpc.keepalive_timeout_ms': 5_000,
  });
  server.addService(grpc.MasterServiceService, {
    nodeRegister: unary(deps, (call) => registerNode(deps, call.request, call.metadata)),
    nodeRenew: unary(deps, (call) => renewNode(deps, callingNode(deps, call), call.request)),
    session: session(deps),
    streamData: serverStream(deps, (node, request: grpc.StreamDataRequest, signal) =>
      streamData(deps, node, request, signal),
    ),
    findMissing: unary(deps, (call) => findMissing(deps, callingNode(deps, call), call.request)),
    receiveData: (
      call: ServerReadableStream<grpc.ReceiveDataRequest, grpc.ReceiveDataResponse>,
      done: sendUnaryData<grpc.ReceiveDataResponse>,
    ) => {
      Promise.resolve()
        .then(() => receiveData(deps, callingNode(deps, call), call))
        .then(
          (response) => done(null, response),
          (thrown) => done(grpcError(deps, thrown)),
        );
    },
    streamInput: serverStream(deps, (node, request: grpc.StreamInputRequest, signal) =>
      streamInput(deps, node, request, signal),
    ),
  });
  const address = `${listen.host.includes(':') ? `[${listen.host}]` : listen.host}:${listen.port}`;
  const port = await new Promise<number>((bound, fail) => {
    server.bindAsync(address, credentials(deps.ca.certificatePem, identity), (error, actual) =>
      error
        ? fail(
            new AppError('UNAVAILABLE', `cannot listen on ${address}: ${error.message}`, {
              cause: error,
              remedy: 'choose another port with --grpc-port',
            }),
          )
        : bound(actual),
    );
  });
  return { port, close: () => server.forceShutdown() };
}
