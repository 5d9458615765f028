// Enrolment of a machine and renewal of its certificate. The key never leaves the node: it sends a
// request, the master signs it under the node's id.
import type { Metadata } from '@grpc/grpc-js';
import { AppError, type NodeId, nodeId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import { findNode, insertNode } from '@runsurge/store';
import type { Deps } from '../deps.ts';
import { authenticateBearer } from '../http/authenticate.ts';
import { capabilitiesFrom } from './capabilities.ts';

const certificateDays = 30;
const longestName = 100;

export async function registerNode(
  deps: Deps,
  request: grpc.NodeRegisterRequest,
  metadata: Metadata,
): Promise<grpc.NodeRegisterResponse> {
  const [authorization] = metadata.get('authorization');
  const user = await authenticateBearer(deps, String(authorization ?? ''));
  if (!user.roles.includes('contributor')) {
    throw new AppError('FORBIDDEN', 'this account may not lend machines', {
      remedy: 'ask the operator of the pool for the role "contributor"',
    });
  }
  const capabilities = capabilitiesFrom(request.capabilities);
  const name = request.name.trim().slice(0, longestName) || capabilities.hostname;
  const id = nodeId.create();
  const signed = await deps.ca.signNode({
    csrPem: request.certificateRequest,
    nodeId: id,
    days: certificateDays,
  });
  await insertNode(deps.db, {
    id,
    user_id: user.id,
    name,
    capabilities,
    created_at: new Date(deps.clock.now()),
  });
  deps.log.info({ nodeId: id, userId: user.id, name }, 'node enrolled');
  return {
    nodeId: id,
    certificate: signed.certificatePem,
    caCertificate: deps.ca.certificatePem,
  };
}

export async function renewNode(
  deps: Deps,
  node: NodeId,
  request: grpc.NodeRenewRequest,
): Promise<grpc.NodeRegisterResponse> {
  const row = await findNode(deps.db, node);
  if (!row || row.state === 'retired') {
    throw new AppError('FORBIDDEN', 'this node was retired');
  }
  const signed = await deps.ca.signNode({
    csrPem: request.certificateRequest,
    nodeId: node,
    days: certificateDays,
  });
  return {
    nodeId: node,
    certificate: signed.certificatePem,
    caCertificate: deps.ca.certificatePem,
  };
}
