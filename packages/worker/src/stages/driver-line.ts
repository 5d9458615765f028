// A driver's line: what its script says about stages goes to the master, results come back. Keeps what
// is open and not answered, to say it again on a new session; when too much of that piles up, it takes
// no more from the channel, and the script waits.
import { AppError, type AttemptId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import { type Arrived, type Contents, mostInlineCommonBytes } from './contents.ts';
import { type DriverSaid, driverSaid } from './driver-words.ts';
import type { Line, Order, Word } from './line.ts';
import { type Message, MessageDecoder } from './messages.ts';
import { makeSpeaker } from './speaker.ts';

type OpenStage = {
  readonly open: grpc.StageOpen;
  common: grpc.StageCommon | undefined;
  readonly tasks: Map<number, grpc.StageTask>;
};

export type DriverDeps = {
  readonly attempt: AttemptId;
  readonly mode: string;
  /** As JSON. */
  readonly plan: () => Promise<Arrived>;
  /** Of a driver that starts over: as JSON, or empty. */
  readonly earlier: Buffer;
  readonly contents: Contents;
  readonly say: (word: Word) => void;
  readonly onGarbage: (error: AppError) => void;
};

const mostWaiting = 4_096;
const mostWaitingBytes = 16 << 20;
/** Results beyond that wait on disk. */
const mostUnreadBytes = 16 << 20;
const mostStages = 1_000;
const mostDecisions = 1_000;

const planHead = Buffer.from('{"plan":');

/** {"plan": ..., "earlier": [...]}, without reading what may be a large plan. */
function withEarlier(plan: Arrived, earlier: Buffer): Arrived {
  const list = earlier.length > 0 ? earlier.toString() : '[]';
  const tail = Buffer.from(`,"earlier":${list}}`);
  async function* bytes(): AsyncIterable<Uint8Array> {
    yield planHead;
    if (plan.bytes instanceof Uint8Array) yield plan.bytes;
    else yield* plan.bytes;
    yield tail;
  }
  const sizeBytes = planHead.length + plan.sizeBytes + tail.length;
  return { sizeBytes, bytes: bytes(), release: plan.release };
}

export function driverLine(deps: DriverDeps): Line {
  const { contents, say } = deps;
  const speaker = makeSpeaker();
  const decoder = new MessageDecoder();
  const stages = new Map<number, OpenStage>();
  const decisions: grpc.Decision[] = [];
  let waiting = 0;
  let waitingBytes = 0;
  let isOver = false;
  let letGo: (() => void) | undefined;

  const isFull = () => !isOver && (waiting > mostWaiting || waitingBytes > mostWaitingBytes);
  const sizeOf = ({ content }: grpc.StageTask) => content?.inline.length ?? 0;

  function room(): Promise<void> | undefined {
    if (!isFull()) return undefined;
    return new Promise((resolve) => {
      letGo = resolve;
    });
  }

  /** Nobody waits for it any more. */
  function forget(stage: OpenStage, task: grpc.StageTask): void {
    stage.tasks.delete(task.index);
    contents.release(task.content);
    waiting -= 1;
    waitingBytes -= sizeOf(task);
    if (!isFull()) letGo?.();
  }

  function stageOf(id: number): OpenStage {
    const stage = stages.get(id);
    if (!stage) throw new AppError('BAD_INPUT', 'a driver spoke of a stage that is not open');
    return stage;
  }

  async function obey(said: DriverSaid, { header, payload }: Message): Promise<void> {
    switch (said.t) {
      case 'open': {
        const { t: _t, ...open } = said;
        if (stages.has(said.stage) || stages.size >= mostStages) {
          throw new AppError('BAD_INPUT', 'a driver opened a stage twice, or too many');
        }
        stages.set(said.stage, { open, common: undefined, tasks: new Map() });
        return say({ $case: 'open', value: open });
      }
      case 'common': {
        const stage = stageOf(said.stage);
        const small = contents.packSmall(payload, mostInlineCommonBytes);
        const content = small ?? (await contents.packLarge(payload));
        stage.common = { stage: said.stage, id: '', content };
        return say({ $case: 'common', value: stage.common });
      }
      case 'task': {
        const stage = stageOf(said.stage);
        if (stage.tasks.has(said.index)) {
          throw new AppError('BAD_INPUT', 'a driver gave a task twice');
        }
        const content = contents.packSmall(payload) ?? (await contents.packLarge(payload));
        const { stage: id, index, items } = said;
        const task = { stage: id, index, items, content };
        stage.tasks.set(index, task);
        waiting += 1;
        waitingBytes += sizeOf(task);
        return say({ $case: 'task', value: task });
      }
      case 'cancel': {
        const stage = stageOf(said.stage);
        const index = said.index ?? undefined;
        const tasks = index === undefined ? [...stage.tasks.values()] : [stage.tasks.get(index)];
        for (const task of tasks) if (task) forget(stage, task);
        return say({ $case: 'cancel', value: { stage: said.stage, index } });
      }
      case 'close': {
        const stage = stageOf(said.stage);
        for (const task of [...stage.tasks.values()]) forget(stage, task);
        contents.release(stage.common?.content);
        stages.delete(said.stage);
        return say({ $case: 'close', value: { stage: said.stage } });
      }
      case 'decision': {
        const { t: _t, ...decision } = header;
        // The master drops what is beyond, and says so; here there is only a bound on memory.
        const value = { number: decisions.length, json: JSON.stringify(decision) };
        if (decisions.length > mostDecisions) return;
        decisions.push(value);
        return say({ $case: 'decision', value });
      }
    }
  }

  /** A stage that was closed meanwhile wants nothing any more. */
  function answer(result: grpc.StageResult): void {
    const stage = stages.get(result.stage);
    const task = stage?.tasks.get(result.index);
    if (!stage || !task) return;
    forget(stage, task);
    const { stage: id, index, ok, node, ms, replayed, why, content } = result;
    const failure = { t: 'result', stage: id, index, ok: false, why };
    const header = ok ? { t: 'result', stage: id, index, ok, node, ms, replayed } : failure;
    const isInline = !content || content.blobId === '';
    if (isInline && speaker.unreadBytes() < mostUnreadBytes) {
      return speaker.say(header, content?.inline);
    }
    // A script that sends all its tasks before it reads: waiting for it would be waiting for each other.
    const parked = isInline ? contents.park(content?.inline ?? Buffer.alloc(0)) : undefined;
    parked?.catch(() => undefined);
    speaker
      .sayLater(async () => ({ header, payload: await (parked ?? contents.arrive(content)) }))
      .catch((thrown) => speaker.say({ ...failure, why: AppError.from(thrown).message }));
  }

  return {
    channel: {
      role: 'driver',
      opened(writer) {
        speaker.opened(writer);
        const header = { t: 'start', mode: deps.mode, executors: 0 };
        const prepare = async () => {
          const payload = withEarlier(await deps.plan(), deps.earlier);
          return { header, payload };
        };
        // Without a plan there is nothing to drive; the script goes on by itself.
        speaker.sayLater(prepare).catch(() => speaker.close());
      },
      async received(chunk) {
        decoder.push(chunk);
        try {
          for (let next = decoder.next(); next; next = decoder.next()) {
            await obey(driverSaid(next), next);
            await room();
          }
        } catch (thrown) {
          deps.onGarbage(AppError.from(thrown));
          throw thrown;
        }
      },
      closed() {
        isOver = true;
        letGo?.();
        for (const [id, stage] of stages) {
          for (const task of [...stage.tasks.values()]) forget(stage, task);
          contents.release(stage.common?.content);
          say({ $case: 'close', value: { stage: id } });
        }
        stages.clear();
      },
    },
    order(order: Order) {
      if (order.$case === 'executors') {
        speaker.say({ t: 'executors', count: order.value.count });
      } else if (order.$case === 'result') answer(order.value);
    },
    connected() {
      for (const value of decisions) say({ $case: 'decision', value });
      for (const { open, common, tasks } of stages.values()) {
        say({ $case: 'open', value: open });
        if (common) say({ $case: 'common', value: common });
        for (const task of tasks.values()) say({ $case: 'task', value: task });
      }
    },
    /** Nothing is lost: it is said again. The driver hears that nobody is there meanwhile. */
    disconnected: () => speaker.say({ t: 'executors', count: 0 }),
  };
}
