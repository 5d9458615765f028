// Enrols this machine in a pool once: makes a key, has the master sign it, keeps the identity.
// Renewal is the same with the old certificate instead of a user's token.
import { Metadata } from '@grpc/grpc-js';
import { AppError, nodeId } from '@runsurge/model';
import { makeKeyAndRequest } from '@runsurge/pki';
import type { grpc } from '@runsurge/protocol';
import { callError, dial, type MasterAddress } from './dial.ts';
import type { Identity } from './identity.ts';

type Answer = { privateKey: string; response: grpc.NodeRegisterResponse };

function identityFrom(pool: string, { privateKey, response }: Answer): Identity {
  const id = nodeId.parse(response.nodeId);
  if (!id) throw new AppError('INTERNAL', 'the master gave no valid node id');
  return {
    pool,
    nodeId: id,
    privateKey,
    certificate: response.certificate,
    caCertificate: response.caCertificate,
  };
}

export async function enrol(
  address: MasterAddress,
  pool: string,
  request: { token: string; name: string; capabilities: grpc.Capabilities },
): Promise<Identity> {
  const client = dial(address, null);
  try {
    const { privateKeyPem, csrPem } = await makeKeyAndRequest();
    const metadata = new Metadata();
    metadata.set('authorization', `Bearer ${request.token}`);
    const response = await new Promise<grpc.NodeRegisterResponse>((resolve, reject) => {
      client.nodeRegister(
        { name: request.name, certificateRequest: csrPem, capabilities: request.capabilities },
        metadata,
        (error, value) => (error ? reject(callError(error)) : resolve(value)),
      );
    });
    return identityFrom(pool, { privateKey: privateKeyPem, response });
  } finally {
    client.close();
  }
}

export async function renew(address: MasterAddress, identity: Identity): Promise<Identity> {
  const client = dial(address, identity);
  try {
    const { privateKeyPem, csrPem } = await makeKeyAndRequest();
    const response = await new Promise<grpc.NodeRegisterResponse>((resolve, reject) => {
      client.nodeRenew({ certificateRequest: csrPem }, (error, value) =>
        error ? reject(callError(error)) : resolve(value),
      );
    });
    return identityFrom(identity.pool, { privateKey: privateKeyPem, response });
  } finally {
    client.close();
  }
}
