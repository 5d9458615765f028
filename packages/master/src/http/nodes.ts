// /api/nodes: the machines that a contributor lends. An operator may look at everybody's.
import { AppError, nodeId } from '@runsurge/model';
import { idParams, type NodeView, node, nodeList, nodeQuery } from '@runsurge/protocol/rest';
import {
  getNode,
  giveUpAttempt,
  listNodes,
  liveAttemptsOfNode,
  moveNode,
  type NodeWithCounts,
} from '@runsurge/store';
import type { FastifyRequest } from 'fastify';
import type { App, HttpDeps } from './app.ts';
import { isOperator } from './identity.ts';
import { notFound } from './problems.ts';

const tags = ['nodes'];

export function nodeRoutes(app: App, deps: HttpDeps): void {
  const { db, clock, identity, log, changes, stopAttempt, wakeScheduler, freeSlots } = deps;

  function view(row: NodeWithCounts): NodeView {
    const { hostname, platform, cores, memoryBytes, slots } = row.capabilities;
    return {
      id: row.id,
      name: row.name,
      state: row.state,
      hostname,
      platform,
      cores,
      memoryBytes,
      slots,
      freeSlots: row.state === 'online' ? freeSlots(row.id) : 0,
      environments: row.capabilities.environments.map((environment) => ({
        ...environment,
        packages: { ...environment.packages },
      })),
      sandboxes: row.capabilities.sandboxes.map((sandbox) => ({ ...sandbox })),
      attempts: {
        running: row.running,
        succeeded: row.succeeded,
        failed: row.failed,
        lost: row.lost,
      },
      createdAt: row.created_at.toISOString(),
      lastSeenAt: row.last_seen_at?.toISOString() ?? null,
    };
  }

  async function ownNode(request: FastifyRequest, idText: string, mayOperate: boolean) {
    const caller = identity.of(request);
    const id = nodeId.parse(idText);
    const owner = mayOperate && isOperator(caller) ? null : caller.userId;
    const row = id && (await getNode(db, owner, id));
    if (!row) throw notFound('node');
    return row;
  }

  app.route({
    method: 'GET',
    url: '/api/nodes',
    schema: {
      tags,
      summary: 'My machines, newest first',
      querystring: nodeQuery,
      response: { 200: nodeList },
    },
    async handler(request) {
      const caller = identity.of(request);
      const { all, limit, cursor } = request.query;
      if (all && !isOperator(caller)) {
        throw new AppError('FORBIDDEN', "only an operator sees everybody's machines", {
          remedy: 'leave `all` out',
        });
      }
      const after = cursor === undefined ? null : nodeId.parse(cursor);
      if (after === undefined) throw new AppError('BAD_INPUT', 'this cursor is not one of ours');
      const rows = await listNodes(db, all ? null : caller.userId, after, limit);
      const last = rows.at(-1);
      return {
        items: rows.map(view),
        nextCursor: last && rows.length === limit ? last.id : null,
      };
    },
  });

  app.route({
    method: 'GET',
    url: '/api/nodes/:id',
    schema: { tags, summary: 'One machine', params: idParams, response: { 200: node } },
    handler: async (request) => view(await ownNode(request, request.params.id, true)),
  });

  app.route({
    method: 'POST',
    url: '/api/nodes/:id/retire',
    schema: {
      tags,
      summary: 'Take a machine out of the pool for good; its work goes elsewhere',
      params: idParams,
      response: { 200: node },
    },
    async handler(request) {
      const { id } = await ownNode(request, request.params.id, false);
      const now = new Date(clock.now());
      if (await moveNode(db, id, 'retired', now)) log.info({ nodeId: id }, 'node retired');
      const failure = { kind: 'node-lost', message: 'the node was retired' } as const;
      for (const attempt of await liveAttemptsOfNode(db, id)) {
        const givenUp = await giveUpAttempt(db, attempt.id, 'lost', failure, now, { node: id });
        stopAttempt(id, attempt.id);
        if (givenUp && givenUp.next !== 'ended') deps.stages.driverEnded(givenUp.jobId);
        if (givenUp) changes.stateOf(givenUp.jobId);
      }
      deps.dropNode(id);
      wakeScheduler();
      return view(await ownNode(request, id, false));
    },
  });
}
