import {
  attemptId,
  type FailureKind,
  failureKinds,
  type NodeId,
  nodeId,
  type TaskId,
  taskId,
} from '@runsurge/model';
import { describe, expect, it } from 'vitest';
import {
  aClaim,
  aFailure,
  aNode,
  anOutcome,
  aQueuedJob,
  aRunningJob,
  at,
  aUser,
  claimed,
  leaseMs,
  onBothEngines,
  statesOf,
  usage,
} from '../fixtures.ts';
import { cancelJob } from '../jobs/cancel-job.ts';
import { attemptsOfJob, findJobs, getJob, listOutputs } from '../jobs/read-jobs.ts';
import { completeAttempt, liveAttempt, liveAttemptsOfNode, startAttempt } from './attempts.ts';
import { claimTasks } from './claim.ts';
import { giveUpAttempt, maxFailures } from './give-up.ts';
import {
  expiredAttempts,
  extendAllLeases,
  nextLeaseEnd,
  renewLeases,
  shortenLeases,
} from './leases.ts';
import { queuedTasks, recordWaitReasons } from './snapshot.ts';

const anOutput = (path: string) =>
  ({ path, kind: 'file', blobId: '0'.repeat(64), sizeBytes: 1, mode: 0o644 }) as const;

onBothEngines((engine) => {
  const taskRow = async (id: TaskId) =>
    (await engine.db.query('select * from tasks where id = $1', [id]))[0]!;
  const leaseEnd = async (id: string) =>
    (await engine.db.query('select lease_until from attempts where id = $1', [id]))[0]![
      'lease_until'
    ];
  /** Ends what other tests left, so that this one is alone. */
  const emptyQueue = () => engine.db.query('truncate jobs cascade');

  describe('claiming', () => {
    it('makes a task, its job and an attempt run', async () => {
      const { db } = engine;
      const { job, task } = await aQueuedJob(db);
      const node = await aNode(db);
      const claim = { ...aClaim(task, node), cores: 2, memoryBytes: 2 ** 40 };
      await recordWaitReasons(db, new Map([[task, 'no machine is free']]));
      const spec = expect.objectContaining({ scriptPath: expect.any(String) });
      expect(await claimTasks(db, [claim], at(5), at(9))).toEqual([
        {
          id: claim.attemptId,
          task_id: task,
          job_id: job,
          node_id: node,
          spec,
          spreads: false,
          number: 1,
        },
      ]);
      const running = { job: 'running', task: 'running', attempts: ['assigned'], leases: ['held'] };
      expect(await statesOf(db, job)).toEqual(running);
      expect(await attemptsOfJob(db, job)).toMatchObject([
        { number: 1, memory_bytes: 2 ** 40, assigned_at: at(5), started_at: null },
      ]);
      expect((await findJobs(db, [job]))[0]).toMatchObject({ started_at: at(5) });
      expect(await taskRow(task)).toMatchObject({ wait_reason: null });
      expect(await claimTasks(db, [], at(5), at(9))).toEqual([]);
    });

    it('of one task is won by exactly one of many at once', async () => {
      const { db } = engine;
      const nodes = await Promise.all([1, 2, 3, 4].map(() => aNode(db)));
      for (let round = 0; round < 10; round += 1) {
        const jobs = await Promise.all([1, 2, 3].map(() => aQueuedJob(db)));
        const batches = nodes.map((node, i) => {
          const claims = jobs.map(({ task }) => aClaim(task, node));
          return i % 2 ? claims : claims.reverse();
        });
        const won = await Promise.all(
          batches.map((claims) => claimTasks(db, claims, at(0), at(9))),
        );
        expect(
          won
            .flat()
            .map((claim) => claim.job_id)
            .sort(),
        ).toEqual(jobs.map(({ job }) => job).sort());
        for (const { job } of jobs)
          expect((await statesOf(db, job)).attempts).toEqual(['assigned']);
      }
    });

    it('leaves out tasks that are gone, taken or unknown', async () => {
      const { db } = engine;
      const [free, gone, taken] = [
        await aQueuedJob(db),
        await aQueuedJob(db),
        await aRunningJob(db),
      ];
      await cancelJob(db, gone.user, gone.job, at(1));
      const tasks = [gone.task, free.task, taken.task, taskId.create()];
      const claims = tasks.map((task) => aClaim(task, taken.node));
      const won = await claimTasks(db, claims, at(1), at(9));
      expect(won.map(({ job_id }) => job_id)).toEqual([free.job]);
      expect(await statesOf(db, gone.job)).toMatchObject({ job: 'cancelled', attempts: [] });
      expect(await statesOf(db, taken.job)).toMatchObject({ attempts: ['assigned'] });
    });

    it('changes nothing when the node does not exist', async () => {
      const { job, task } = await aQueuedJob(engine.db);
      const claims = [aClaim(task, nodeId.create())];
      await expect(claimTasks(engine.db, claims, at(0), at(9))).rejects.toThrow(/foreign key/);
      expect(await statesOf(engine.db, job)).toMatchObject({ job: 'queued', task: 'queued' });
    });

    it('never gives a task a second live attempt, whatever the code does', async () => {
      const { db } = engine;
      const { job, task, node, attempt } = await aRunningJob(db);
      const again = `insert into attempts select (jsonb_populate_record(a, jsonb_build_object('id', $2::text))).*
        from attempts a where id = $1`;
      await expect(db.query(again, [attempt, attemptId.create()])).rejects.toThrow(/attempts_live/);
      await db.query(`update tasks set state = 'queued' where id = $1`, [task]);
      const claims = [aClaim(task, node)];
      await expect(claimTasks(db, claims, at(0), at(9))).rejects.toThrow(/attempts_live/);
      expect((await statesOf(db, job)).attempts).toEqual(['assigned']);
    });
  });

  describe('claiming, completing, losing and cancelling the same job at once', () => {
    it('ends in one of the allowed ways', async () => {
      const { db } = engine;
      const node = await aNode(db);
      const outputs = [anOutput('a')];
      for (let round = 0; round < 25; round += 1) {
        const queued = await aQueuedJob(db);
        const running = await claimed(db, await aQueuedJob(db), node);
        const { attempt } = running;
        await Promise.all([
          claimTasks(db, [aClaim(queued.task, node)], at(1), at(9)),
          cancelJob(db, queued.user, queued.job, at(1)),
          cancelJob(db, running.user, running.job, at(1)),
          completeAttempt(db, attempt, node, anOutcome({ outputs }), at(1)),
          giveUpAttempt(db, attempt, 'lost', aFailure('node-lost'), at(1)),
          renewLeases(db, node, [attempt], at(50)),
          shortenLeases(db, node, at(20)),
        ]);
        const first = await statesOf(db, queued.job);
        expect(first).toMatchObject({ job: 'cancelled', task: 'cancelled' });
        expect(['', 'cancelled']).toContain(first.attempts.join());
        const second = await statesOf(db, running.job);
        expect(['cancelled cancelled', 'completed succeeded']).toContain(
          `${second.job} ${second.task}`,
        );
        expect(second.leases).toEqual(['released']);
        const written = await listOutputs(db, running.job, null, 10);
        expect(written).toHaveLength(second.job === 'completed' ? 1 : 0);
      }
    });
  });

  describe('an attempt', () => {
    it('is known while it lives, on its node', async () => {
      const { db } = engine;
      const { user, job, task, node, attempt } = await aRunningJob(db);
      const row = {
        id: attempt,
        job_id: job,
        task_id: task,
        user_id: user,
        kind: 'driver',
        spreads: false,
        job_state: 'running',
        node_id: node,
        environment: 'cpython',
        cores: 1,
        memory_bytes: 100,
      };
      expect(await liveAttempt(db, attempt, node)).toEqual(row);
      expect(await liveAttemptsOfNode(db, node)).toEqual([row]);
      const other = await aNode(db);
      expect(await liveAttempt(db, attempt, other)).toBeUndefined();
      expect(await startAttempt(db, attempt, other, 'bwrap', at(3))).toBeUndefined();
      expect(await startAttempt(db, attempt, node, 'bwrap', at(3))).toBe(job);
      expect(await startAttempt(db, attempt, node, 'other', at(4))).toBeUndefined();
      expect(await attemptsOfJob(db, job)).toMatchObject([
        { state: 'running', sandbox: 'bwrap', started_at: at(3) },
      ]);
      expect(await liveAttempt(db, attempt, node)).toEqual(row);
      await cancelJob(db, user, job, at(5));
      expect(await liveAttempt(db, attempt, node)).toBeUndefined();
      expect(await startAttempt(db, attempt, node, 'bwrap', at(6))).toBeUndefined();
    });
  });

  describe('completing', () => {
    const outcome = anOutcome({
      exit: { kind: 'signal', signal: 9 },
      outputs: [
        anOutput('a'),
        { path: 'd', kind: 'directory', blobId: null, sizeBytes: 0, mode: 0o755 },
      ],
      skipped: [{ path: 'pipe', why: 'not a "file"' }],
    });

    it('ends job, task and attempt together with the outputs, once', async () => {
      const { db } = engine;
      const { user, job, node, attempt } = await aRunningJob(db);
      expect(await completeAttempt(db, attempt, await aNode(db), outcome, at(4))).toBeUndefined();
      expect(await completeAttempt(db, attempt, node, outcome, at(5))).toBe(job);
      const ended = {
        job: 'completed',
        task: 'succeeded',
        attempts: ['succeeded'],
        leases: ['released'],
      };
      expect(await statesOf(db, job)).toEqual(ended);
      const after = await getJob(db, user, job);
      expect(after).toMatchObject({
        exit_status: outcome.exit,
        skipped_outputs: outcome.skipped,
        ended_at: at(5),
      });
      expect(await attemptsOfJob(db, job)).toMatchObject([
        { usage, journal_bytes: 7, ended_at: at(5) },
      ]);
      expect((await listOutputs(db, job, null, 10)).map(({ path, kind }) => [path, kind])).toEqual([
        ['a', 'file'],
        ['d', 'directory'],
      ]);
      expect(
        await completeAttempt(db, attempt, node, anOutcome({ outputs: [anOutput('b')] }), at(6)),
      ).toBeUndefined();
      expect(await getJob(db, user, job)).toEqual(after);
      expect(await listOutputs(db, job, null, 10)).toHaveLength(2);
    });

    it('happens completely or not at all', async () => {
      const { db } = engine;
      const { job, node, attempt } = await aRunningJob(db);
      const bad = [
        { ...outcome, outputs: [anOutput('a'), anOutput('b'), anOutput('a')] },
        { ...outcome, outputs: [{ ...anOutput('a'), path: 'a\0' }] },
        { ...outcome, skipped: [{ path: '\0', why: '' }] },
      ];
      for (const one of bad)
        await expect(completeAttempt(db, attempt, node, one, at(5))).rejects.toThrow();
      const running = { job: 'running', task: 'running', attempts: ['assigned'], leases: ['held'] };
      expect(await statesOf(db, job)).toEqual(running);
      expect(await listOutputs(db, job, null, 10)).toEqual([]);
      expect(await completeAttempt(db, attempt, node, outcome, at(6))).toBe(job);
    });

    it('changes nothing once the attempt was lost or cancelled', async () => {
      const { db } = engine;
      const lost = await aRunningJob(db);
      await giveUpAttempt(db, lost.attempt, 'lost', aFailure('node-lost'), at(1));
      expect(await completeAttempt(db, lost.attempt, lost.node, outcome, at(2))).toBeUndefined();
      expect(await statesOf(db, lost.job)).toMatchObject({ job: 'queued', attempts: ['lost'] });
      // Nor while the next attempt runs.
      const next = await claimed(db, lost);
      expect(await completeAttempt(db, lost.attempt, lost.node, outcome, at(2))).toBeUndefined();
      expect(await statesOf(db, lost.job)).toMatchObject({
        job: 'running',
        attempts: ['lost', 'assigned'],
      });
      expect(await completeAttempt(db, next.attempt, next.node, outcome, at(3))).toBe(lost.job);

      const cancelled = await aRunningJob(db);
      await cancelJob(db, cancelled.user, cancelled.job, at(1));
      expect(
        await completeAttempt(db, cancelled.attempt, cancelled.node, outcome, at(2)),
      ).toBeUndefined();
      expect(await statesOf(db, cancelled.job)).toMatchObject({
        job: 'cancelled',
        attempts: ['cancelled'],
      });
      expect(await listOutputs(db, cancelled.job, null, 10)).toEqual([]);
    });

    it('stores tens of thousands of outputs at once', async () => {
      const { db } = engine;
      const { job, node, attempt } = await aRunningJob(db);
      const outputs = Array.from({ length: 20_000 }, (_, i) => anOutput(`out/${i}`));
      await completeAttempt(db, attempt, node, anOutcome({ outputs }), at(5));
      expect((await listOutputs(db, job, 'out/9', 100_000)).length).toBe(1110);
    });
  });

  describe('giving up', () => {
    const kinds = Object.keys(failureKinds) as FailureKind[]; // the keys are the kinds

    it.each(kinds)('%s: queues the task again, or ends the job', async (kind) => {
      const { db } = engine;
      const { job, task, node, attempt } = await aRunningJob(db);
      const given = await giveUpAttempt(db, attempt, 'failed', aFailure(kind), at(5), {
        node,
        usage,
      });
      // Nobody said that a machine has more memory.
      const next = failureKinds[kind] === 'elsewhere' ? 'queued' : 'failed';
      expect(given).toEqual({ attemptId: attempt, jobId: job, nodeId: node, next });
      expect(await statesOf(db, job)).toEqual({
        job: next,
        task: next,
        attempts: ['failed'],
        leases: ['released'],
      });
      expect(await attemptsOfJob(db, job)).toMatchObject([
        { failure: aFailure(kind), usage, ended_at: at(5) },
      ]);
      const ended = { failure: aFailure(kind), ended_at: at(5) };
      expect((await findJobs(db, [job]))[0]).toMatchObject(
        next === 'failed' ? ended : { failure: null, ended_at: null },
      );
      const avoided = next === 'queued' ? [node] : [];
      expect(await taskRow(task)).toMatchObject({ failures: 1, avoid_nodes: avoided });
      expect(
        await giveUpAttempt(db, attempt, 'lost', aFailure('node-lost'), at(6)),
      ).toBeUndefined();
      expect((await taskRow(task))['failures']).toBe(1);
    });

    it('for want of memory asks for more, up to what there is, and never shrinks', async () => {
      const { db } = engine;
      let job = await aRunningJob(db);
      for (const [next, expected] of [
        [200, 200],
        [150, 200],
        [2 ** 40, 2 ** 40],
      ] as const) {
        const given = await giveUpAttempt(
          db,
          job.attempt,
          'failed',
          aFailure('out-of-memory'),
          at(1),
          { nextMemoryBytes: next },
        );
        expect(given?.next).toBe('queued');
        // It is the task's need, not the node's fault.
        expect(await taskRow(job.task)).toMatchObject({ memory_bytes: expected, avoid_nodes: [] });
        job = await claimed(db, job, job.node);
      }
      const last = await giveUpAttempt(
        db,
        job.attempt,
        'failed',
        aFailure('out-of-memory'),
        at(1),
        { nextMemoryBytes: null },
      );
      expect(last?.next).toBe('failed');
    });

    it('for want of memory ends the job when its consumer set the limit', async () => {
      const { db } = engine;
      const { attempt, job } = await aRunningJob(db, 500);
      const given = await giveUpAttempt(db, attempt, 'failed', aFailure('out-of-memory'), at(1), {
        nextMemoryBytes: 1000,
      });
      expect(given?.next).toBe('failed');
      expect(await statesOf(db, job)).toMatchObject({ job: 'failed', task: 'failed' });
    });

    it('happens a limited number of times', async () => {
      const { db } = engine;
      let job = await aRunningJob(db);
      const [first, second] = [job.node, await aNode(db)];
      for (let failures = 1; failures < maxFailures; failures += 1) {
        const given = await giveUpAttempt(
          db,
          job.attempt,
          'lost',
          aFailure('node-lost'),
          at(failures),
        );
        expect(given?.next).toBe('queued');
        job = await claimed(db, job, failures % 2 ? second : first);
      }
      // Each node once, the latest at the end.
      expect((await taskRow(job.task))['avoid_nodes']).toEqual([first, second]);
      expect(
        (await giveUpAttempt(db, job.attempt, 'lost', aFailure('node-lost'), at(9)))?.next,
      ).toBe('failed');
      const { attempts, ...rest } = await statesOf(db, job.job);
      expect(rest).toMatchObject({ job: 'failed', task: 'failed' });
      expect(attempts).toEqual(Array(maxFailures).fill('lost'));
      expect((await attemptsOfJob(db, job.job)).map(({ number }) => number)).toEqual([
        1, 2, 3, 4, 5,
      ]);
    });

    it('is for the node that holds it', async () => {
      const { db } = engine;
      const { job, attempt } = await aRunningJob(db);
      const details = { node: await aNode(db) };
      expect(
        await giveUpAttempt(db, attempt, 'failed', aFailure('timeout'), at(1), details),
      ).toBeUndefined();
      expect(await statesOf(db, job)).toMatchObject({ attempts: ['assigned'] });
    });

    it('by two at once counts once', async () => {
      const { db } = engine;
      const { attempt, task } = await aRunningJob(db);
      const both = await Promise.all(
        (['failed', 'lost'] as const).map((to) =>
          giveUpAttempt(db, attempt, to, aFailure('node-lost'), at(1)),
        ),
      );
      expect(both.filter(Boolean)).toHaveLength(1);
      expect((await taskRow(task))['failures']).toBe(1);
    });

    it('keeps the place of the task in the queue', async () => {
      const { db } = engine;
      const { task, attempt } = await claimed(db, await aQueuedJob(db, { queuedAt: at(-77) }));
      await giveUpAttempt(db, attempt, 'lost', aFailure('node-lost'), at(1000));
      expect((await taskRow(task))['queued_at']).toEqual(at(-77));
    });
  });

  describe('leases', () => {
    it('are renewed, never shortened, by heartbeats of their node', async () => {
      const { db } = engine;
      const [one, two] = [await aRunningJob(db), await aRunningJob(db)];
      await renewLeases(db, one.node, [], at(5000));
      await renewLeases(db, one.node, [one.attempt, two.attempt], at(5000));
      expect([await leaseEnd(one.attempt), await leaseEnd(two.attempt)]).toEqual([
        at(5000),
        at(leaseMs),
      ]);
      await renewLeases(db, one.node, [one.attempt], at(10));
      expect(await leaseEnd(one.attempt)).toEqual(at(5000));
    });

    it('are shortened, never lengthened, when a session breaks', async () => {
      const { db } = engine;
      const { node, attempt } = await aRunningJob(db);
      await shortenLeases(db, node, at(5000));
      expect(await leaseEnd(attempt)).toEqual(at(leaseMs));
      await shortenLeases(db, node, at(500));
      expect(await leaseEnd(attempt)).toEqual(at(500));
      await shortenLeases(db, await aNode(db), at(1));
      expect(await leaseEnd(attempt)).toEqual(at(500));
    });

    it('are all extended when a master starts', async () => {
      const { db } = engine;
      await emptyQueue();
      const [one, two, ended] = [
        await aRunningJob(db),
        await aRunningJob(db),
        await aRunningJob(db),
      ];
      await renewLeases(db, two.node, [two.attempt], at(9000));
      await cancelJob(db, ended.user, ended.job, at(1));
      await extendAllLeases(db, at(7000));
      const ends = [
        await leaseEnd(one.attempt),
        await leaseEnd(two.attempt),
        await leaseEnd(ended.attempt),
      ];
      expect(ends).toEqual([at(7000), at(9000), at(leaseMs)]);
    });

    it('expire at their end, unless a heartbeat came in between', async () => {
      const { db } = engine;
      await emptyQueue();
      expect(await nextLeaseEnd(db)).toBeNull();
      const [dead, saved] = [await aRunningJob(db), await aRunningJob(db)];
      expect(await nextLeaseEnd(db)).toEqual(at(leaseMs));
      expect(await expiredAttempts(db, at(leaseMs - 1))).toEqual([]);
      const expired = await expiredAttempts(db, at(leaseMs));
      expect(expired.sort()).toEqual([dead.attempt, saved.attempt].sort());
      await renewLeases(db, saved.node, [saved.attempt], at(5 * leaseMs));
      const given = [];
      for (const id of expired) {
        given.push(
          await giveUpAttempt(db, id, 'lost', aFailure('node-lost'), at(leaseMs), {
            lease: 'expired',
          }),
        );
      }
      expect(given.filter(Boolean)).toMatchObject([{ attemptId: dead.attempt, next: 'queued' }]);
      expect(await statesOf(db, dead.job)).toMatchObject({
        attempts: ['lost'],
        leases: ['expired'],
      });
      expect(await statesOf(db, saved.job)).toMatchObject({
        attempts: ['assigned'],
        leases: ['held'],
      });
      expect(await nextLeaseEnd(db)).toEqual(at(5 * leaseMs));
    });
  });

  describe('the queue', () => {
    it('shows the heads of all users, however much one of them has', async () => {
      const { db } = engine;
      await emptyQueue();
      const [greedy, modest] = [await aUser(db), await aUser(db)];
      const model = await aQueuedJob(db, { user: greedy, queuedAt: at(0) });
      // The other 999, in the same statement.
      await db.query(
        `with numbers as (select i, gen_random_uuid() as job from generate_series(1, 999) i),
         made as (insert into jobs (id, user_id, kind, state, name, spec, created_at)
                  select n.job, j.user_id, j.kind, j.state, j.name, j.spec, j.created_at
                  from numbers n, jobs j where j.id = $1)
         insert into tasks (id, job_id, user_id, state, cores, memory_bytes, imports, queued_at)
         select gen_random_uuid(), n.job, t.user_id, t.state, t.cores, t.memory_bytes, t.imports,
                t.queued_at + n.i * interval '1 millisecond'
         from numbers n, tasks t where t.job_id = $1`,
        [model.job],
      );
      const late: TaskId[] = [];
      for (const ms of [1002, 1000, 1001]) {
        late.push((await aQueuedJob(db, { user: modest, queuedAt: at(ms) })).task);
      }
      const rows = await queuedTasks(db, 20, 8);
      expect(rows.map(({ user_id }) => (user_id === greedy ? 'g' : 'm')).join('')).toBe('gmgmgmgg');
      expect(rows.filter(({ user_id }) => user_id === modest).map(({ id }) => id)).toEqual([
        late[1],
        late[2],
        late[0],
      ]);
      const times = rows
        .filter(({ user_id }) => user_id === greedy)
        .map(({ queued_at }) => queued_at);
      expect(times).toEqual([0, 1, 2, 3, 4].map(at));
      expect(rows[0]).toEqual({
        id: model.task,
        job_id: model.job,
        user_id: greedy,
        cores: 1,
        memory_bytes: 100,
        memory_limit_bytes: null,
        python: null,
        imports: [],
        avoid_nodes: [],
        wait_reason: null,
        queued_at: at(0),
      });
      expect(await queuedTasks(db, 5, 500)).toHaveLength(8);
      expect(await queuedTasks(db, 2000, 500)).toHaveLength(500);
      await emptyQueue();
      expect(await queuedTasks(db, 5, 500)).toEqual([]);
    });

    it('tells why a task waits, and reports what is news', async () => {
      const { db } = engine;
      const [one, two] = [await aQueuedJob(db), await aQueuedJob(db)];
      const node: NodeId = await aNode(db);
      const reasons = new Map([
        [one.task, 'no machine has 2 cores'],
        [two.task, 'all are busy'],
      ]);
      expect((await recordWaitReasons(db, reasons)).sort()).toEqual([one.job, two.job].sort());
      expect(await recordWaitReasons(db, reasons)).toEqual([]);
      expect(await recordWaitReasons(db, new Map())).toEqual([]);
      expect((await getJob(db, one.user, one.job))?.wait_reason).toBe('no machine has 2 cores');
      const { attempt } = await claimed(db, one, node);
      expect(await recordWaitReasons(db, new Map([[one.task, 'late news']]))).toEqual([]);
      expect((await getJob(db, one.user, one.job))?.wait_reason).toBeNull();
      await giveUpAttempt(db, attempt, 'lost', aFailure('node-lost'), at(1));
      expect((await getJob(db, one.user, one.job))?.wait_reason).toBeNull();
    });
  });
});
