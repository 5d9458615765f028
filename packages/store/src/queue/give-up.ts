// An attempt ends without a result. Its task is queued again - elsewhere, or with more memory - until
// it has failed too often; then the job fails with the last reason.
import {
  type AttemptId,
  type AttemptState,
  attemptMoves,
  type Failure,
  failureKinds,
  type JobId,
  jobMoves,
  type LeaseState,
  type NodeId,
  taskMoves,
  type Usage,
} from '@runsurge/model';
import type { Database, Db } from '../db.ts';
import type { TaskKind } from '../jobs/read-jobs.ts';
import { lockJobs } from '../lock-jobs.ts';
import { from } from '../moves.ts';

/** A task that failed this often fails its job: the fault is unlikely to be the nodes'. */
export const maxFailures = 5;

export type GivenUp = {
  readonly attemptId: AttemptId;
  readonly jobId: JobId;
  readonly nodeId: NodeId;
  /** Of the task; `ended`: it was an executor, which nobody waits for. */
  readonly next: 'queued' | 'failed' | 'ended';
};

type GivenUpRow = { task_id: string; kind: TaskKind; job_id: JobId; node_id: NodeId };

async function requeueOrFail(
  tx: Db,
  row: GivenUpRow,
  failure: Failure,
  now: Date,
  nextMemoryBytes: number | null,
): Promise<GivenUp['next']> {
  if (row.kind === 'executor') {
    await tx.query(
      `update tasks set state = 'failed' where id = $1 and state in (${from(taskMoves, 'failed')})`,
      [row.task_id],
    );
    return 'ended';
  }
  const kind = failureKinds[failure.kind];
  const moreMemory = kind === 'more-memory' && nextMemoryBytes !== null;
  const [task] = await tx.query<{ state: string }>(
    `update tasks set
       failures = failures + 1,
       state = case
         -- A limit that the consumer set is not ours to raise.
         when ($2 or ($3 and memory_limit_bytes is null)) and failures + 1 < $6 then 'queued'
         else 'failed' end,
       memory_bytes = case when $3 then greatest(memory_bytes, $4::bigint) else memory_bytes end,
       avoid_nodes = case when $2 then array_append(array_remove(avoid_nodes, $5), $5) else avoid_nodes end
     where id = $1 and state = 'running' returning state`,
    [row.task_id, kind === 'elsewhere', moreMemory, nextMemoryBytes, row.node_id, maxFailures],
  );
  if (task?.state === 'queued') {
    await tx.query(
      `update jobs set state = 'queued' where id = $1 and state in (${from(jobMoves, 'queued')})`,
      [row.job_id],
    );
    return 'queued';
  }
  await tx.query(
    `update jobs set state = 'failed', failure = $2, ended_at = $3
     where id = $1 and state in (${from(jobMoves, 'failed')})`,
    [row.job_id, failure, now],
  );
  return 'failed';
}

/**
 * Moves one attempt to `failed` (its node said so) or `lost` (nobody knows), and its task on.
 * Undefined when the attempt had ended already. `node` left out: whoever holds it.
 */
export async function giveUpAttempt(
  db: Database,
  id: AttemptId,
  to: Extract<AttemptState, 'failed' | 'lost'>,
  failure: Failure,
  now: Date,
  details: {
    node?: NodeId;
    usage?: Usage;
    lease?: LeaseState;
    /** After running out of memory: what it needs next time; null when no machine has more. */
    nextMemoryBytes?: number | null;
  } = {},
): Promise<GivenUp | undefined> {
  return db.transaction(async (tx) => {
    await lockJobs(tx, 'attempts', [id]);
    const [row] = await tx.query<GivenUpRow>(
      `update attempts set state = $2, lease = $7, failure = $3, usage = $4, ended_at = $5
       where id = $1 and ($6::uuid is null or node_id = $6) and state in (${from(attemptMoves, to)})
         -- A heartbeat may have come since its end was noticed.
         and ($7 <> 'expired' or lease_until <= $5)
       returning task_id, job_id, node_id, (select kind from tasks t where t.id = task_id) as kind`,
      [
        id,
        to,
        failure,
        details.usage ?? null,
        now,
        details.node ?? null,
        details.lease ?? 'released',
      ],
    );
    if (!row) return undefined;
    const next = await requeueOrFail(tx, row, failure, now, details.nextMemoryBytes ?? null);
    return { attemptId: id, jobId: row.job_id, nodeId: row.node_id, next };
  });
}
