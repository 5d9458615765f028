import { randomUUID } from 'node:crypto';
import {
  statesOf as allStatesOf,
  type JobId,
  type JobState,
  jobId,
  jobMoves,
  taskId,
} from '@runsurge/model';
import { describe, expect, it } from 'vitest';
import {
  aNode,
  anOutcome,
  aQueuedJob,
  aRunningJob,
  aSubmittedJob,
  at,
  aUser,
  claimed,
  type Engine,
  onBothEngines,
  spec,
  statesOf,
} from '../fixtures.ts';
import { pingDatabase } from '../ping.ts';
import { completeAttempt } from '../queue/attempts.ts';
import { countThings } from '../statistics.ts';
import { failJob, queueJob, startAnalysis, unadmittedJobs } from './admit-job.ts';
import { cancelJob } from './cancel-job.ts';
import { createJob } from './create-job.ts';
import { attemptsOfJob, findJobs, findOutput, getJob, listJobs, listOutputs } from './read-jobs.ts';
import { recordStdin } from './stdin.ts';

const all = { state: null, text: null, after: null, limit: 100 };

onBothEngines((engine) => {
  describe('submitting a job', () => {
    it('with the same key gives the same job, also to those who come at once', async () => {
      const { db } = engine;
      const [user, other] = [await aUser(db), await aUser(db)];
      const key = randomUUID();
      const submit = (user_id = user) =>
        createJob(db, {
          id: jobId.create(),
          user_id,
          kind: 'single',
          name: 'x',
          spec,
          idempotency_key: key,
          rerun_of: null,
          created_at: at(0),
        });
      const made = await Promise.all([1, 2, 3, 4].map(() => submit()));
      expect(made.filter(({ isNew }) => isNew)).toHaveLength(1);
      expect(new Set(made.map(({ job }) => job.id)).size).toBe(1);
      expect((await submit()).isNew).toBe(false);
      expect((await submit(other)).isNew).toBe(true);
    });

    it('without a key makes a new one each time', async () => {
      const user = await aUser(engine.db);
      const ids = [
        await aSubmittedJob(engine.db, { user }),
        await aSubmittedJob(engine.db, { user }),
      ];
      expect(await listJobs(engine.db, user, all)).toHaveLength(new Set(ids).size);
    });

    it('keeps what was asked for', async () => {
      const { db } = engine;
      const user_id = await aUser(db);
      const asked = {
        ...spec,
        args: ['-n', 'é', '"\\', '\ud800'],
        stdin: 'stream',
        env: { A: 'b' },
      } as const;
      const row = {
        id: jobId.create(),
        user_id,
        kind: 'single',
        name: "x'; --",
        spec: asked,
        created_at: at(5),
      } as const;
      const { job } = await createJob(db, { ...row, idempotency_key: null, rerun_of: null });
      expect(await getJob(db, user_id, job.id)).toEqual({
        ...job,
        state: 'submitted',
        spec: { ...asked, args: ['-n', 'é', '"\\', '\ufffd'] },
        stdin_ended: false,
        created_at: at(5),
        wait_reason: null,
      });
      const rerun = { ...row, id: jobId.create(), idempotency_key: null, rerun_of: job.id };
      expect((await createJob(db, rerun)).job.rerun_of).toBe(job.id);
      const unstorable = {
        ...row,
        spec: { ...spec, args: ['\0'] },
        idempotency_key: null,
        rerun_of: null,
      };
      await expect(createJob(db, { ...unstorable, id: jobId.create() })).rejects.toMatchObject({
        code: 'BAD_INPUT',
      });
    });
  });

  const aTask = (user: Awaited<ReturnType<typeof aUser>>, job: JobId) => ({
    id: taskId.create(),
    jobId: job,
    userId: user,
    cores: 2,
    memoryBytes: 2 ** 40,
    memoryLimitBytes: null,
    python: '3.11',
    imports: ['numpy', 'a"b'],
    spreads: true,
  });

  describe('admitting a job', () => {
    it('goes from submitted over analysing to queued, once', async () => {
      const { db } = engine;
      const user = await aUser(db);
      const job = await aSubmittedJob(db, { user });
      expect(await queueJob(db, aTask(user, job), at(0))).toBe(false);
      expect((await unadmittedJobs(db)).map(({ id }) => id)).toContain(job);
      expect(await startAnalysis(db, job)).toBe(true);
      expect(await startAnalysis(db, job)).toBe(false);
      expect((await unadmittedJobs(db)).map(({ id }) => id)).toContain(job);
      const queued = await Promise.all([1, 2].map(() => queueJob(db, aTask(user, job), at(0))));
      expect(queued.filter(Boolean)).toHaveLength(1);
      expect(await statesOf(db, job)).toMatchObject({
        job: 'queued',
        task: 'queued',
        attempts: [],
      });
      expect((await unadmittedJobs(db)).map(({ id }) => id)).not.toContain(job);
    });

    it('may fail before there is a task, and not later', async () => {
      const { db } = engine;
      const job = await aSubmittedJob(db);
      const failure = { kind: 'refused', message: 'no' };
      expect(await failJob(db, job, failure, at(3))).toBe(true);
      expect((await findJobs(db, [job]))[0]).toMatchObject({
        state: 'failed',
        failure,
        ended_at: at(3),
      });
      expect(await failJob(db, job, failure, at(4))).toBe(false);
      const running = await aRunningJob(db);
      expect(await failJob(db, running.job, failure, at(4))).toBe(false);
      expect(await statesOf(db, running.job)).toMatchObject({ job: 'running', task: 'running' });
    });
  });

  /** A job brought to a state by real moves, or simply put there where nothing leads yet. */
  async function aJobIn({ db }: Engine, state: JobState) {
    const user = await aUser(db);
    const job = await aSubmittedJob(db, { user });
    if (state !== 'submitted')
      await db.query('update jobs set state = $2 where id = $1', [job, state]);
    return { user, job };
  }

  describe('cancelling a job', () => {
    it.each(allStatesOf(jobMoves))('that is %s does what the model says', async (state) => {
      const { db } = engine;
      const { user, job } = await aJobIn(engine, state);
      const targets: readonly string[] = jobMoves[state];
      const may = targets.includes('cancelled');
      expect(await cancelJob(db, user, job, at(8))).toEqual({ cancelled: may, stopped: [] });
      expect((await findJobs(db, [job]))[0]?.state).toBe(may ? 'cancelled' : state);
    });

    it('ends its task and its attempt, and says where it ran', async () => {
      const { db } = engine;
      const { user, job, attempt, node } = await aRunningJob(db);
      expect(await cancelJob(db, await aUser(db), job, at(8))).toEqual({
        cancelled: false,
        stopped: [],
      });
      const stopped = [{ id: attempt, node_id: node }];
      expect(await cancelJob(db, user, job, at(8))).toEqual({ cancelled: true, stopped });
      expect(await cancelJob(db, user, job, at(9))).toEqual({ cancelled: false, stopped: [] });
      const ended = {
        job: 'cancelled',
        task: 'cancelled',
        attempts: ['cancelled'],
        leases: ['released'],
      };
      expect(await statesOf(db, job)).toEqual(ended);
      expect(await attemptsOfJob(db, job)).toMatchObject([{ ended_at: at(8), node_name: 'lab-1' }]);
    });

    it('of a queued one takes it out of the queue', async () => {
      const { user, job } = await aQueuedJob(engine.db);
      expect(await cancelJob(engine.db, user, job, at(8))).toEqual({
        cancelled: true,
        stopped: [],
      });
      expect(await statesOf(engine.db, job)).toMatchObject({ job: 'cancelled', task: 'cancelled' });
    });
  });

  describe('reading jobs', () => {
    it('gives pages, newest first, by state and name, of the owner only', async () => {
      const { db } = engine;
      const user = await aUser(db);
      const ids: JobId[] = [];
      for (let i = 0; i < 7; i += 1)
        ids.unshift(await aSubmittedJob(db, { user, name: `Run_${i}%` }));
      const seen: JobId[] = [];
      for (let after: JobId | null = null; ; ) {
        const page = await listJobs(db, user, { ...all, after, limit: 3 });
        seen.push(...page.map(({ id }) => id));
        if (page.length < 3) break;
        after = page.at(-1)?.id ?? null;
      }
      expect(seen).toEqual(ids);
      await startAnalysis(db, ids[0]!);
      expect(await listJobs(db, user, { ...all, state: 'analysing' })).toMatchObject([
        { id: ids[0] },
      ]);
      expect(await listJobs(db, user, { ...all, text: 'rUN_4%' })).toMatchObject([{ id: ids[2] }]);
      expect(await listJobs(db, user, { ...all, text: '%' })).toHaveLength(7);
      const other = await aUser(db);
      expect(await listJobs(db, other, all)).toEqual([]);
      expect(await getJob(db, other, ids[0]!)).toBeUndefined();
    });

    it('gives pages of outputs in the order of their bytes', async () => {
      const { db } = engine;
      const { job, attempt, node } = await aRunningJob(db);
      const paths = ['Z', 'a', 'a/b', 'a b', 'é', '\u{1f600}', '_', 'B'];
      const outputs = paths.map(
        (path) =>
          ({ path, kind: 'file', blobId: 'f'.repeat(64), sizeBytes: 3e9, mode: 0o644 }) as const,
      );
      await completeAttempt(db, attempt, node, anOutcome({ outputs }), at(1));
      const seen: string[] = [];
      for (let after: string | null = null; ; ) {
        const page = await listOutputs(db, job, after, 3);
        if (page.length === 0) break;
        seen.push(...page.map(({ path }) => path));
        after = page.at(-1)?.path ?? null;
      }
      expect(seen).toEqual(['B', 'Z', '_', 'a', 'a b', 'a/b', 'é', '\u{1f600}']);
      expect(await findOutput(db, job, 'é')).toEqual({
        path: 'é',
        kind: 'file',
        blob_id: 'f'.repeat(64),
        size_bytes: 3e9,
        mode: 0o644,
      });
      expect(await findOutput(db, job, 'e')).toBeUndefined();
    });

    it('knows how much standard input came, which never shrinks', async () => {
      const { db } = engine;
      const user = await aUser(db);
      const job = await aSubmittedJob(db, { user });
      await db.query('update jobs set stdin_ended = false where id = $1', [job]);
      await recordStdin(db, job, 10, false);
      await recordStdin(db, job, 4, true);
      await recordStdin(db, job, 5, false);
      expect(await getJob(db, user, job)).toMatchObject({ stdin_bytes: 10, stdin_ended: true });
    });
  });

  describe('the statistics', () => {
    it('count what there is', async () => {
      const { db } = engine;
      await pingDatabase(db);
      const before = await countThings(db);
      const node = await aNode(db);
      await aSubmittedJob(db);
      await aQueuedJob(db);
      await claimed(db, await aQueuedJob(db), node);
      const done = await claimed(db, await aQueuedJob(db), node);
      await completeAttempt(db, done.attempt, node, anOutcome(), at(1));
      expect(await countThings(db)).toEqual({
        nodes_online: before.nodes_online + 1,
        jobs_completed: before.jobs_completed + 1,
        jobs_running: before.jobs_running + 1,
        jobs_queued: before.jobs_queued + 2,
      });
    });
  });
});
