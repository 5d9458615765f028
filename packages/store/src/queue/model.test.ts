// Random sequences of what can happen to a few jobs, also two things at once, against the rules that
// must hold after every step whatever the order.
import {
  type AttemptId,
  attemptMoves,
  type FailureKind,
  failureKinds,
  jobMoves,
  leaseMoves,
  type Moves,
  type NodeId,
  taskMoves,
} from '@runsurge/model';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  aClaim,
  aFailure,
  aNode,
  anOutcome,
  aQueuedJob,
  at,
  leaseMs,
  onBothEngines,
  type QueuedJob,
} from '../fixtures.ts';
import { cancelJob } from '../jobs/cancel-job.ts';
import { completeAttempt, startAttempt } from './attempts.ts';
import { claimTasks } from './claim.ts';
import { giveUpAttempt } from './give-up.ts';
import { expiredAttempts, renewLeases, shortenLeases } from './leases.ts';

const jobCount = 2;
const nodeCount = 2;
const kinds = Object.keys(failureKinds) as FailureKind[]; // the keys are the kinds

const anEvent = fc.record({
  what: fc.oneof(
    { weight: 4, arbitrary: fc.constant('claim' as const) },
    {
      weight: 5,
      arbitrary: fc.constantFrom('start', 'complete', 'fail', 'lose', 'expire' as const),
    },
    { weight: 1, arbitrary: fc.constantFrom('cancel', 'renew', 'shorten' as const) },
  ),
  job: fc.nat({ max: jobCount - 1 }),
  node: fc.nat({ max: nodeCount - 1 }),
  /** How many attempts of the job back: mostly the present one. */
  back: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat({ max: 2 })),
  failure: fc.constantFrom(...kinds),
  nextMemoryBytes: fc.constantFrom(null, 200),
});
type Event = typeof anEvent extends fc.Arbitrary<infer E> ? E : never;
/** One thing happens, or two at once. */
const aStep = fc.array(anEvent, { minLength: 1, maxLength: 2 });

type State = { id: string; state: string };
type Standing = { jobs: State[]; tasks: State[]; attempts: State[]; leases: State[] };

function reaches(moves: Moves<string>, from: string, to: string, hops: number): boolean {
  if (from === to) return true;
  return hops > 0 && (moves[from] ?? []).some((next) => reaches(moves, next, to, hops - 1));
}

/** Every line gives the rows that break a rule. */
const rules = {
  'a job is final as its task is': `select j.id from jobs j join tasks t on t.job_id = j.id
    where (j.state in ('completed', 'failed', 'cancelled') or t.state in ('succeeded', 'failed', 'cancelled'))
      and (j.state, t.state) not in (('completed', 'succeeded'), ('failed', 'failed'), ('cancelled', 'cancelled'))`,
  'a job runs while its task runs, in exactly one attempt': `select j.id from jobs j join tasks t on t.job_id = j.id
    where not ((j.state = 'running') = (t.state = 'running') and (t.state = 'running')::int =
      (select count(*) from attempts a where a.task_id = t.id and a.state in ('assigned', 'running')))`,
  'a completed job has one success, any other none': `select j.id from jobs j
    where (j.state = 'completed')::int <>
      (select count(*) from attempts a where a.job_id = j.id and a.state = 'succeeded')`,
  'outputs are those of the success': `select j.id from jobs j
    where (j.state = 'completed')::int <> (select count(*) from outputs o where o.job_id = j.id)`,
  'a lease is held by what lives': `select id from attempts
    where (lease = 'held') <> (state in ('assigned', 'running'))`,
  'what ended has an end': `select id from attempts where (ended_at is null) <> (lease = 'held')
    union all select id from jobs where (ended_at is null) <> (state in ('queued', 'running'))`,
  'what failed has a reason': `select id from attempts where (failure is null) = (state in ('failed', 'lost'))
    union all select id from jobs where (failure is null) = (state = 'failed')`,
  'attempts are numbered from one': `select task_id from attempts group by task_id
    having max(number) <> count(*) or count(distinct number) <> count(*)`,
  'failures are counted': `select id from tasks t where failures <>
    (select count(*) from attempts a where a.task_id = t.id and a.state in ('failed', 'lost'))`,
};
const brokenRules = Object.entries(rules)
  .map(([rule, rows]) => `select '${rule}' as rule from (${rows}) broken`)
  .join(' union all ');

onBothEngines((engine) => {
  let nodes: NodeId[];
  beforeAll(async () => {
    nodes = [];
    while (nodes.length < nodeCount) nodes.push(await aNode(engine.db));
  });

  async function standing(): Promise<Standing> {
    const rows = await engine.db.query<State & { kind: keyof Standing }>(
      `select 'jobs' as kind, id, state from jobs union all select 'tasks', id, state from tasks
       union all select 'attempts', id, state from attempts union all select 'leases', id, lease from attempts`,
    );
    const of = (kind: keyof Standing) => rows.filter((row) => row.kind === kind);
    return { jobs: of('jobs'), tasks: of('tasks'), attempts: of('attempts'), leases: of('leases') };
  }

  async function happen(
    event: Event,
    job: QueuedJob,
    attempts: AttemptId[],
    nowMs: number,
  ): Promise<void> {
    const { db } = engine;
    const now = at(nowMs);
    const node = nodes[event.node]!;
    const attempt = attempts[Math.max(0, attempts.length - 1 - event.back)];
    if (event.what === 'claim') {
      const claim = aClaim(job.task, node);
      const won = await claimTasks(db, [claim], now, at(nowMs + leaseMs));
      if (won.length > 0) attempts.push(claim.attemptId);
      return;
    }
    if (event.what === 'cancel') return void (await cancelJob(db, job.user, job.job, now));
    if (event.what === 'shorten') return shortenLeases(db, node, at(nowMs + 1));
    if (event.what === 'expire') {
      for (const id of await expiredAttempts(db, now)) {
        await giveUpAttempt(db, id, 'lost', aFailure('node-lost'), now, { lease: 'expired' });
      }
      return;
    }
    if (!attempt) return;
    const outputs = [
      { path: 'x', kind: 'directory', blobId: null, sizeBytes: 0, mode: 0 },
    ] as const;
    const details = { node, nextMemoryBytes: event.nextMemoryBytes };
    switch (event.what) {
      case 'start':
        return void (await startAttempt(db, attempt, node, 'bwrap', now));
      case 'complete':
        return void (await completeAttempt(db, attempt, node, anOutcome({ outputs }), now));
      case 'renew':
        return renewLeases(db, node, [attempt], at(nowMs + leaseMs));
      case 'fail':
        return void (await giveUpAttempt(
          db,
          attempt,
          'failed',
          aFailure(event.failure),
          now,
          details,
        ));
      case 'lose':
        return void (await giveUpAttempt(db, attempt, 'lost', aFailure('node-lost'), now));
    }
  }

  function expectAllowed(before: Standing, after: Standing, hops: number): void {
    const pairs = [
      [jobMoves, before.jobs, after.jobs],
      [taskMoves, before.tasks, after.tasks],
      [attemptMoves, before.attempts, after.attempts],
      [leaseMoves, before.leases, after.leases],
    ] as const;
    for (const [moves, from, to] of pairs) {
      for (const { id, state } of from) {
        const next = to.find((row) => row.id === id)?.state ?? 'gone';
        if (!reaches(moves, state, next, hops))
          expect(`${state} -> ${next}`).toBe('an allowed move');
      }
    }
  }

  describe('jobs, tasks, attempts and leases', () => {
    it('agree with each other after whatever happens', async () => {
      const seen = new Set<string>();
      await fc.assert(
        fc.asyncProperty(fc.array(aStep, { minLength: 5, maxLength: 25 }), async (steps) => {
          await engine.db.query('truncate jobs cascade');
          const jobs = [await aQueuedJob(engine.db), await aQueuedJob(engine.db, { limit: 100 })];
          const attempts: AttemptId[][] = jobs.map(() => []);
          let before = await standing();
          let nowMs = 0;
          for (const step of steps) {
            nowMs += leaseMs / 4;
            await Promise.all(
              step.map((event) => happen(event, jobs[event.job]!, attempts[event.job]!, nowMs)),
            );
            const after = await standing();
            expectAllowed(before, after, step.length);
            expect(await engine.db.query(brokenRules)).toEqual([]);
            for (const [kind, rows] of Object.entries(after))
              for (const row of rows) seen.add(`${kind} ${row.state}`);
            before = after;
          }
        }),
        { numRuns: 30 },
      );
      // That the sequences are worth something. Rarer ends have tests of their own in queue.test.ts.
      const usual = ['attempts running', 'attempts succeeded', 'attempts lost', 'tasks queued'];
      expect([...seen]).toEqual(expect.arrayContaining(usual));
    });
  });
});
