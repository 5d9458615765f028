import { type JobId, type StageId, stageId } from '@runsurge/model';
import { describe, expect, it } from 'vitest';
import {
  aClaim,
  aFailure,
  aNode,
  anOutcome,
  aRunningJob,
  at,
  leaseMs,
  onBothEngines,
  statesOf,
  usage,
} from '../fixtures.ts';
import { cancelJob } from '../jobs/cancel-job.ts';
import { attemptsOfJob, getJob } from '../jobs/read-jobs.ts';
import { completeAttempt, hasFailedWith } from '../queue/attempts.ts';
import { giveUpAttempt } from '../queue/give-up.ts';
import { claimExecutors, endExecutor } from './executors.ts';
import { planOf, storePlan } from './plan.ts';
import { decisionsOfJob, stagesOfJob } from './read.ts';
import {
  recordDecisions,
  recordStages,
  recordStageTasks,
  type StageRecord,
  type StageTaskRecord,
} from './record.ts';
import { answeredTasks, earlierStages, findStage, hasStages, keptResults } from './replay.ts';

onBothEngines((engine) => {
  const aStage = (jobId: JobId, more: Partial<StageRecord> = {}): StageRecord => ({
    id: stageId.create(),
    jobId,
    region: 1,
    occurrence: 0,
    inputHash: 'h',
    number: 1,
    label: 'for x in y',
    line: 7,
    state: 'open',
    openedAt: at(0),
    closedAt: null,
    ...more,
  });
  const aTask = (stage: StageId, index: number, more: Partial<StageTaskRecord> = {}) => ({
    stageId: stage,
    index,
    state: 'succeeded' as const,
    items: 10,
    nodeId: null,
    attempts: 1,
    ms: 5,
    replays: 0,
    payloadHash: Buffer.from(`payload ${index}`),
    commonHash: null,
    result: Buffer.from([0, 255, index]),
    resultBlob: null,
    resultBytes: 3,
    ...more,
  });

  describe('stages', () => {
    it('are recorded many at a time; the last word is kept', async () => {
      const { db } = engine;
      const { job, node } = await aRunningJob(db);
      const first = aStage(job);
      const second = aStage(job, { occurrence: 1, number: 2 });
      await recordStages(db, [first, second]);
      await recordStages(db, [{ ...first, state: 'closed', closedAt: at(50) }]);
      const { id } = first;
      const running = { state: 'running' as const, ms: null, result: null, resultBytes: null };
      await recordStageTasks(db, [aTask(id, 0), aTask(id, 1, running), aTask(id, 2, running)]);
      await recordStageTasks(db, [
        aTask(id, 1, { nodeId: node, attempts: 2 }),
        aTask(id, 2, { state: 'failed', ms: null, result: null, replays: 1 }),
      ]);
      const rows = await stagesOfJob(db, job, null, 10);
      expect(rows.map((row) => [row.id, row.state, row.closed_at])).toEqual([
        [id, 'closed', at(50)],
        [second.id, 'open', null],
      ]);
      expect(rows[0]).toMatchObject({
        tasks: 3,
        succeeded: 2,
        failed: 1,
        cancelled: 0,
        items: 30,
        task_ms: 10,
        replayed: 1,
        retried: 1,
        nodes: ['lab-1'],
      });
      expect(await stagesOfJob(db, job, id, 10)).toHaveLength(1);
    });

    it('of a job that is gone are not recorded', async () => {
      const { db } = engine;
      const { job } = await aRunningJob(db);
      const stage = aStage(job);
      await recordStages(db, [stage]);
      await db.query('delete from jobs where id = $1', [job]);
      await recordStages(db, [{ ...stage, state: 'closed' }]);
      await recordStageTasks(db, [aTask(stage.id, 0)]);
      expect(await hasStages(db, job)).toBe(false);
    });

    it('are found again by what they are, with what was answered', async () => {
      const { db } = engine;
      const { job } = await aRunningJob(db);
      expect(await hasStages(db, job)).toBe(false);
      const stage = aStage(job);
      const commonHash = Buffer.from('common');
      await recordStages(db, [stage]);
      await recordStageTasks(db, [
        aTask(stage.id, 0, { commonHash }),
        aTask(stage.id, 1, { state: 'running', result: null }),
      ]);
      expect(await hasStages(db, job)).toBe(true);
      const { region, occurrence, inputHash } = stage;
      expect(await findStage(db, job, { region, occurrence, inputHash })).toBe(stage.id);
      expect(await findStage(db, job, { region, occurrence: 9, inputHash })).toBeUndefined();
      expect(await answeredTasks(db, stage.id)).toEqual([
        { index: 0, payload_hash: Buffer.from('payload 0'), common_hash: commonHash },
      ]);
      expect(await keptResults(db, stage.id, [0, 1])).toMatchObject([
        { index: 0, ms: 5, result: Buffer.from([0, 255, 0]), result_blob: null },
      ]);
    });

    it('tell a driver that starts over how they were cut', async () => {
      const { db } = engine;
      const { job } = await aRunningJob(db);
      const [old, again, other, last] = [
        aStage(job),
        aStage(job, { inputHash: 'another' }),
        aStage(job, { region: 0, occurrence: 4 }),
        aStage(job, { occurrence: 1 }),
      ];
      await recordStages(db, [old, again, other, last]);
      await recordStageTasks(db, [
        aTask(old.id, 50),
        aTask(again.id, 20),
        aTask(again.id, 0, { items: 15 }),
        // Cut by another run, over what is there already.
        aTask(again.id, 10),
        aTask(again.id, 30, { state: 'running', result: null }),
        aTask(other.id, 0, { items: 3 }),
        aTask(last.id, 7),
        aTask(last.id, 17),
      ]);
      expect(await earlierStages(db, job, 100)).toEqual([
        { region: 0, occurrence: 4, tasks: [[0, 3]] },
        {
          region: 1,
          occurrence: 0,
          tasks: [
            [0, 15],
            [20, 10],
          ],
        },
        {
          region: 1,
          occurrence: 1,
          tasks: [
            [7, 10],
            [17, 10],
          ],
        },
      ]);
      expect(await earlierStages(db, job, 3)).toEqual([
        { region: 0, occurrence: 4, tasks: [[0, 3]] },
        {
          region: 1,
          occurrence: 1,
          tasks: [
            [7, 10],
            [17, 10],
          ],
        },
      ]);
    });

    it('have decisions, of the driver that counts, each once', async () => {
      const { db } = engine;
      const { job, attempt } = await aRunningJob(db);
      const rows = [0, 1].map((number) => ({
        attemptId: attempt,
        number,
        decision: { region: number, words: 'a "b" {c} \\ \ud800' },
      }));
      await recordDecisions(db, rows);
      await recordDecisions(db, rows);
      expect(await decisionsOfJob(db, job)).toMatchObject([{ region: 0 }, { region: 1 }]);
    });

    it('come with a plan, or why there is none', async () => {
      const { db } = engine;
      const { job } = await aRunningJob(db);
      const row = {
        job_id: job,
        plan: { regions: [] },
        blob_id: null,
        size_bytes: 14,
        missing: null,
      };
      await storePlan(db, row);
      expect(await planOf(db, job)).toEqual(row);
      await storePlan(db, { ...row, plan: null, missing: 'syntax' });
      expect(await planOf(db, job)).toMatchObject({ plan: null, missing: 'syntax' });
    });
  });

  describe('an executor', () => {
    async function anExecutor() {
      const { db } = engine;
      const running = await aRunningJob(db);
      const node = await aNode(db);
      const claim = { ...aClaim(running.task, node), jobId: running.job };
      const fresh = { ...claim, taskId: stageId.create() as unknown as typeof claim.taskId };
      const claimed = await claimExecutors(db, [fresh], at(1), at(leaseMs));
      return { ...running, executorNode: node, executor: fresh.attemptId, claimed };
    }

    it('is an attempt of the job that does not decide how it ends', async () => {
      const { db } = engine;
      const { job, user, executor, executorNode, claimed, attempt, node } = await anExecutor();
      expect(claimed).toEqual([{ id: executor, job_id: job, node_id: executorNode }]);
      expect((await attemptsOfJob(db, job)).map(({ kind, number }) => [kind, number])).toEqual([
        ['driver', 1],
        ['executor', 1],
      ]);
      const end = { state: 'failed', failure: aFailure('sandbox-failed'), usage } as const;
      expect(await endExecutor(db, executor, executorNode, end, at(2))).toBe(true);
      expect(await endExecutor(db, executor, executorNode, end, at(2))).toBe(false);
      expect(await statesOf(db, job)).toMatchObject({ job: 'running', task: 'running' });
      expect(await hasFailedWith(db, job, 'sandbox-failed')).toBe(false);
      expect((await getJob(db, user, job))?.state).toBe('running');
      expect(await completeAttempt(db, attempt, node, anOutcome(), at(3))).toBe(job);
    });

    it('that is lost leaves its job as it is', async () => {
      const { db } = engine;
      const { job, executor } = await anExecutor();
      const failure = aFailure('node-lost');
      const details = { lease: 'expired' } as const;
      expect(
        await giveUpAttempt(db, executor, 'lost', failure, at(leaseMs), details),
      ).toMatchObject({
        jobId: job,
        next: 'ended',
      });
      expect(await statesOf(db, job)).toMatchObject({ job: 'running', task: 'running' });
    });

    it('ends with a job that is cancelled, and is not made for one that has ended', async () => {
      const { db } = engine;
      const { job, user, executor, task } = await anExecutor();
      const { stopped } = await cancelJob(db, user, job, at(5));
      expect(stopped.map(({ id }) => id)).toContain(executor);
      const claim = { ...aClaim(task, await aNode(db)), jobId: job };
      expect(await claimExecutors(db, [claim], at(6), at(leaseMs))).toEqual([]);
    });
  });
});
