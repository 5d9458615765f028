// The stages of one job whose driver is connected: feeds the matching with what driver and executors
// say, sends what it decides, and has it recorded. Forgotten when the driver's session breaks: its
// worker then says again what is open, and what was answered meanwhile is found in the records.
import {
  AppError,
  type AttemptId,
  type JobId,
  type StageId,
  stageId,
  type UserId,
} from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import {
  type AnsweredTask,
  answeredTasks,
  findStage,
  type KeptResult,
  keptResults,
  type StageRecord,
  type StageTaskRecord,
} from '@runsurge/store';
import type { StageProgress } from '../changes.ts';
import type { Deps } from '../deps.ts';
import { type Content, contentFrom, contentMessage, hashOf, inlineContent } from './contents.ts';
import { nextTickMs } from './help.ts';
import { step } from './match.ts';
import {
  type Event,
  type Instruction,
  initialState,
  type Outcome,
  type State,
  unfinished,
} from './matching.ts';
import { contentOf, kept, type OpenStage, progressOf, wordsIn } from './open-stage.ts';
import type { Address, Post } from './post.ts';
import type { Recorder } from './recorder.ts';
import { type DriverWord, decisionFrom, mostDecisions, mostOpenStages } from './words.ts';

export type JobStagesDeps = Pick<Deps, 'db' | 'clock' | 'log' | 'changes'> & {
  readonly post: Post;
  readonly recorder: Recorder;
  /** How to reach an executor that is ready for this job. */
  readonly executor: (id: string) => ReadyExecutor | undefined;
  /** It is drained: nothing is given to it any more. */
  readonly release: (id: string) => void;
};

export type ReadyExecutor = Address & {
  /** Blobs that it was given and may fetch, by the key of the task or the id of what is shared. */
  readonly blobs: Map<string, string>;
};

export type JobStages = ReturnType<typeof openJobStages>;

const progressEveryMs = 200;
const mostTasks = 10_000;
const mostBytes = 64 << 20;
/** Each may have 256 KiB. */
const lookAhead = 64;

export function openJobStages(
  deps: JobStagesDeps,
  driver: Address & { readonly jobId: JobId; readonly userId: UserId },
  hasHistory: boolean,
) {
  const { jobId, userId } = driver;
  const state: State<Content> = initialState(deps.clock.now());
  const stages = new Map<number, OpenStage>();
  const ids = new Map<string, StageId>();
  const changed = new Map<number, StageProgress>();
  /** Tasks that are not answered. Their own worker keeps fewer; another may be lying. */
  const waiting = { tasks: 0, bytes: 0 };
  let decisions = 0;
  let tick: { atMs: number; cancel(): void } | undefined;
  let progress: { cancel(): void } | undefined;
  let isClosed = false;

  function happen(event: Event<Content>, result?: Content): void {
    // Something was being looked up when the driver's session broke: its executors wait for another now.
    if (isClosed) return;
    for (const one of step(state, event, deps.clock.now())) perform(one, result);
    const atMs = nextTickMs(state);
    if (tick?.atMs === atMs) return;
    tick?.cancel();
    tick = undefined;
    if (atMs === undefined || isClosed) return;
    const timer = deps.clock.timer(Math.max(0, atMs - deps.clock.now()), () => {
      tick = undefined;
      happen({ kind: 'tick' });
    });
    tick = { atMs, cancel: () => timer.cancel() };
  }

  function perform(one: Instruction<Content>, result: Content | undefined): void {
    switch (one.kind) {
      case 'give':
        return give(one);
      case 'stop': {
        const executor = deps.executor(one.executor);
        executor?.blobs.delete(String(one.key));
        if (executor) deps.post.send(executor, { $case: 'stop', value: { key: one.key } });
        return;
      }
      case 'forget': {
        const executor = deps.executor(one.executor);
        executor?.blobs.delete(one.common);
        if (executor) deps.post.send(executor, { $case: 'forget', value: { id: one.common } });
        return;
      }
      case 'answer':
        return answer(one, result);
      case 'dropped':
        return settle(one.stage, one.index, { state: 'cancelled' });
      case 'count':
        deps.post.send(driver, { $case: 'executors', value: { count: one.count } });
        return;
      case 'release':
        return deps.release(one.executor);
    }
  }

  function give(one: Extract<Instruction<Content>, { kind: 'give' }>): void {
    const executor = deps.executor(one.executor);
    const stage = stages.get(one.stage);
    if (!executor || !stage) return;
    if (one.withCommon && stage.common) {
      const { id, content } = stage.common;
      if (content.kind === 'blob') executor.blobs.set(id, content.blob);
      deps.post.send(executor, {
        $case: 'common',
        value: { id, content: contentMessage(content) },
      });
    }
    if (one.content.kind === 'blob') executor.blobs.set(String(one.key), one.content.blob);
    const value = {
      key: one.key,
      common: one.common ?? '',
      content: contentMessage(one.content),
    };
    deps.post.send(executor, { $case: 'task', value });
    const { nodeId, name } = executor.session;
    stage.nodes.add(name);
    if (one.isFirst) record(stage, one.index, { state: 'running', nodeId });
  }

  function record(
    stage: OpenStage,
    index: number,
    now: Pick<StageTaskRecord, 'state'> & Partial<StageTaskRecord>,
  ): void {
    const task = stage.open.get(index);
    if (!task) return;
    deps.recorder.task({
      stageId: stage.record.id,
      index,
      nodeId: null,
      attempts: 1,
      ms: null,
      replays: 0,
      commonHash: stage.common && Buffer.from(stage.common.id, 'hex'),
      result: null,
      resultBlob: null,
      resultBytes: null,
      items: task.items,
      payloadHash: task.payloadHash,
      ...now,
    });
  }

  /** The task is over, one way or another. */
  function settle(
    number: number,
    index: number,
    end: Pick<StageTaskRecord, 'state'> & Partial<StageTaskRecord>,
  ): void {
    const stage = stages.get(number);
    if (!stage) return;
    record(stage, index, end);
    const task = stage.open.get(index);
    if (task) {
      stage.open.delete(index);
      waiting.tasks -= 1;
      waiting.bytes -= task.bytes;
    }
    stage.done += 1;
    tell(number);
  }

  function answer(
    one: Extract<Instruction<Content>, { kind: 'answer' }>,
    result: Content | undefined,
  ): void {
    const { stage: number, index, by, losses } = one;
    const stage = stages.get(number);
    const executor = by && deps.executor(by.executor);
    const content = result ?? { kind: 'inline', bytes: Buffer.alloc(0) };
    const ok = by?.outcome === 'ok';
    const node = executor?.session.name ?? '';
    if (ok && stage && content.kind === 'blob') stage.blobs.add(content.blob);
    sendResult({
      stage: number,
      index,
      ok,
      why: by ? (ok ? '' : wordsIn(content)) : one.why,
      node,
      ms: by?.ms ?? 0,
      replayed: false,
      content: contentMessage(content),
    });
    settle(number, index, {
      state: ok ? 'succeeded' : 'failed',
      nodeId: executor?.session.nodeId ?? null,
      attempts: losses + 1,
      ms: by?.ms ?? null,
      ...(ok ? kept(content) : {}),
    });
  }

  function sendResult(value: grpc.StageResult): void {
    deps.post.send(driver, { $case: 'result', value });
  }

  /** Undefined when it is not there, whatever was said. */
  async function arrived(message: grpc.Content | undefined): Promise<Content | undefined> {
    try {
      return await contentFrom(deps.db, userId, message);
    } catch (thrown) {
      if (AppError.from(thrown).code === 'UNAVAILABLE') throw thrown;
      return undefined;
    }
  }

  function refuse({ stage, index }: grpc.StageTask, why: string): void {
    const nobody = { node: '', ms: 0, replayed: false, content: undefined };
    sendResult({ stage, index, ok: false, why, ...nobody });
  }

  /** Whoever looks on hears of it a few times a second. */
  function tell(number: number): void {
    const stage = stages.get(number);
    if (!stage) return;
    changed.set(number, progressOf(stage));
    progress ??= deps.clock.timer(progressEveryMs, () => {
      progress = undefined;
      for (const each of changed.values()) deps.changes.stageOf(jobId, each);
      changed.clear();
    });
  }

  async function open({ value }: Extract<DriverWord, { $case: 'open' }>): Promise<void> {
    if (stages.has(value.stage) || stages.size >= mostOpenStages) return;
    const { region, occurrence, hash, label, line } = value;
    const name = `${region}/${occurrence}/${hash}`;
    let id = ids.get(name);
    let answered: AnsweredTask[] = [];
    if (!id && hasHistory) {
      id = await findStage(deps.db, jobId, { region, occurrence, inputHash: hash });
      if (id) answered = await answeredTasks(deps.db, id);
    }
    // The same stage may have been opened on a new session meanwhile.
    if (isClosed) return;
    id ??= stageId.create();
    ids.set(name, id);
    const record: StageRecord = {
      id,
      jobId,
      region,
      occurrence,
      inputHash: hash,
      number: value.stage,
      label,
      line,
      state: 'open',
      openedAt: new Date(deps.clock.now()),
      closedAt: null,
    };
    deps.recorder.stage(record);
    stages.set(value.stage, {
      record,
      common: null,
      open: new Map(),
      answered: new Map(answered.map((task) => [task.index, task])),
      found: new Map(),
      blobs: new Set(),
      nodes: new Set(),
      isBroken: false,
      tasks: 0,
      done: 0,
    });
    happen({ kind: 'open', stage: value.stage });
    tell(value.stage);
  }

  function close(number: number): void {
    const stage = stages.get(number);
    if (!stage) return;
    happen({ kind: 'close', stage: number });
    stage.record = { ...stage.record, state: 'closed', closedAt: new Date(deps.clock.now()) };
    deps.recorder.stage(stage.record);
    tell(number);
    stages.delete(number);
  }

  async function addTask({ value }: Extract<DriverWord, { $case: 'task' }>): Promise<void> {
    const { index, items } = value;
    const stage = stages.get(value.stage);
    if (stage?.open.has(index)) return;
    if (!stage || waiting.tasks >= mostTasks || waiting.bytes >= mostBytes) {
      return refuse(value, stage ? 'too many tasks at once' : 'the stage is not open');
    }
    const content = inlineContent(value.content) ?? (await arrived(value.content));
    if (!content || stage.isBroken) return refuse(value, 'its content did not arrive');
    const payloadHash = hashOf(content);
    stage.tasks += 1;
    const bytes = content.kind === 'inline' ? content.bytes.length : 0;
    stage.open.set(index, { items, payloadHash, bytes });
    waiting.tasks += 1;
    waiting.bytes += bytes;
    if (await replay(stage, value.stage, index)) return;
    happen({ kind: 'task', stage: value.stage, index, content });
  }

  /** True when it was answered before, from the same input: then it is answered at once. */
  async function replay(stage: OpenStage, number: number, index: number): Promise<boolean> {
    const before = stage.answered.get(index);
    const task = stage.open.get(index);
    if (!before || !task?.payloadHash.equals(before.payload_hash)) return false;
    const common = stage.common && Buffer.from(stage.common.id, 'hex');
    if (common === null ? before.common_hash !== null : !before.common_hash?.equals(common)) {
      return false;
    }
    const found = stage.found.get(index) ?? (await look(stage, index));
    if (!found || isClosed) return false;
    stage.found.delete(index);
    const content = contentOf(found);
    if (content.kind === 'blob') stage.blobs.add(content.blob);
    sendResult({
      stage: number,
      index,
      ok: true,
      why: '',
      node: found.node_name ?? '',
      ms: found.ms,
      replayed: true,
      content: contentMessage(content),
    });
    settle(number, index, {
      state: 'succeeded',
      nodeId: found.node_id as StageTaskRecord['nodeId'], // from our own rows
      attempts: found.attempts,
      ms: found.ms,
      replays: found.replays + 1,
      ...kept(content),
    });
    return true;
  }

  /** And at the ones that will probably be asked for next: one question for many results. */
  async function look(stage: OpenStage, index: number): Promise<KeptResult | undefined> {
    const next = [...stage.answered.keys()].filter((each) => each >= index).sort((a, b) => a - b);
    const rows = await keptResults(deps.db, stage.record.id, next.slice(0, lookAhead));
    stage.found = new Map(rows.map((row) => [row.index, row]));
    return stage.found.get(index);
  }

  function decide(attempt: AttemptId, { number, json }: grpc.Decision): void {
    decisions += 1;
    const isLast = decisions === mostDecisions;
    if (decisions > mostDecisions) return;
    const decision = isLast ? { dropped: 'further decisions' } : decisionFrom(json);
    deps.recorder.decision({ attemptId: attempt, number, decision });
  }

  return {
    jobId,
    driver,
    unfinished: () => unfinished(state),
    async driverSays(word: DriverWord): Promise<void> {
      if (isClosed) return;
      switch (word.$case) {
        case 'open':
          return open(word);
        case 'common': {
          const stage = stages.get(word.value.stage);
          if (!stage || stage.common || stage.tasks > 0) return;
          const content = await arrived(word.value.content);
          // Nobody else than the driver has what its tasks share.
          if (!content) stage.isBroken = true;
          if (!content) return;
          // By what it is, not by what it is said to be: executors may have another under that name.
          const id = hashOf(content).toString('hex');
          stage.common = { id, content };
          return happen({ kind: 'common', stage: word.value.stage, common: id });
        }
        case 'task':
          return addTask(word);
        case 'cancel':
          return happen({ kind: 'cancel', stage: word.value.stage, index: word.value.index });
        case 'close':
          return close(word.value.stage);
        case 'decision':
          return decide(driver.attempt, word.value);
      }
    },
    async result(executor: string, word: grpc.ExecutorResult): Promise<boolean> {
      const { key, outcome, ms } = word;
      deps.executor(executor)?.blobs.delete(String(key));
      const content = inlineContent(word.content) ?? (await arrived(word.content));
      if (isClosed) return false;
      // checkedWord has looked at the outcome.
      const found = content ? (outcome as Outcome) : 'lost';
      happen({ kind: 'result', executor, key, ms, outcome: found }, content);
      return found === 'ok';
    },
    ready: (executor: string) => happen({ kind: 'ready', executor }),
    gone: (executor: string) => happen({ kind: 'gone', executor }),
    drain: (executor: string) => happen({ kind: 'drain', executor }),
    /** Nothing to do, as far as is known: the first to go when room is needed. */
    isIdle: (executor: string) => state.executors.get(executor)?.given.length === 0,
    mayRead: (blob: string) => [...stages.values()].some(({ blobs }) => blobs.has(blob)),
    progress: (): StageProgress[] => [...stages.values()].map(progressOf),
    /** The driver is gone. With `isOver` for good: nothing of its stages will be taken up again. */
    close(isOver: boolean): void {
      if (isOver) for (const number of [...stages.keys()]) close(number);
      isClosed = true;
      tick?.cancel();
      progress?.cancel();
    },
  };
}
