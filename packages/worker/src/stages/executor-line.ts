// An executor's line: tasks from the master go to its process, results come back. Knows which keys the
// process has; after a break they are void, and it is ready again only when all are answered.
import { AppError } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import { z } from 'zod';
import type { Contents } from './contents.ts';
import type { Line, Order, Word } from './line.ts';
import { type Message, MessageDecoder } from './messages.ts';
import { makeSpeaker } from './speaker.ts';

export type ExecutorDeps = {
  readonly contents: Contents;
  readonly say: (word: Word) => void;
  /** It is to be gone soon: it was told to, or its channel has ended. */
  readonly onEnd: (wasTold: boolean) => void;
  readonly onGarbage: (error: AppError) => void;
};

const schema = z.discriminatedUnion('t', [
  z.object({ t: z.literal('ready') }),
  z.object({
    t: z.literal('result'),
    key: z.string().max(20),
    ms: z
      .number()
      .min(0)
      .max(2 ** 31 - 1),
    ok: z.boolean(),
  }),
]);

export function executorLine(deps: ExecutorDeps): Line {
  const { contents, say } = deps;
  const speaker = makeSpeaker();
  const decoder = new MessageDecoder();
  /** What the process has to answer for; `isVoid`: nobody waits for the answer. */
  const given = new Map<string, { isVoid: boolean }>();
  let isStarted = false;
  let isConnected = true;
  let saidReady = false;

  function sayReady(): void {
    if (saidReady || !isStarted || !isConnected || given.size > 0) return;
    saidReady = true;
    say({ $case: 'ready', value: {} });
  }

  function reset(): void {
    saidReady = false;
    for (const [key, task] of given) {
      if (!task.isVoid) speaker.say({ t: 'cancel', key });
      task.isVoid = true;
    }
    sayReady();
  }

  function sayResult(key: string, value: Omit<grpc.ExecutorResult, 'key'>): void {
    const task = given.get(key);
    given.delete(key);
    if (task && !task.isVoid) say({ $case: 'result', value: { key: Number(key), ...value } });
    sayReady();
  }

  async function obey({ header, payload }: Message): Promise<void> {
    const parsed = schema.safeParse(header);
    if (!parsed.success) throw new AppError('BAD_INPUT', 'an executor said what makes no sense');
    const said = parsed.data;
    if (said.t === 'ready') {
      isStarted = true;
      return sayReady();
    }
    if (!given.has(said.key)) throw new AppError('BAD_INPUT', 'nobody gave it that task');
    const outcome = said.ok ? 'ok' : 'error';
    const ms = Math.round(said.ms);
    const small = contents.packSmall(payload);
    if (small) return sayResult(said.key, { outcome, ms, content: small });
    try {
      const content = await contents.packLarge(payload);
      sayResult(said.key, { outcome, ms, content });
      contents.release(content);
    } catch {
      sayResult(said.key, { outcome: 'lost', ms, content: undefined });
    }
  }

  /** Says something with bytes that may have to be fetched first. */
  function pass(header: Message['header'], content: grpc.Content | undefined): Promise<void> {
    if (!content || content.blobId === '') {
      speaker.say(header, content?.inline);
      return Promise.resolve();
    }
    return speaker.sayLater(async () => ({ header, payload: await contents.arrive(content) }));
  }

  function give({ key: number, common, content }: grpc.GiveTask): void {
    const key = String(number);
    given.set(key, { isVoid: false });
    pass({ t: 'task', key, common }, content).catch(() =>
      sayResult(key, { outcome: 'lost', ms: 0, content: undefined }),
    );
  }

  return {
    channel: {
      role: 'executor',
      opened: (writer) => speaker.opened(writer),
      async received(chunk) {
        decoder.push(chunk);
        try {
          for (let next = decoder.next(); next; next = decoder.next()) await obey(next);
        } catch (thrown) {
          deps.onGarbage(AppError.from(thrown));
          throw thrown;
        }
      },
      closed: () => deps.onEnd(false),
    },
    order(order: Order) {
      switch (order.$case) {
        case 'common': {
          const { id, content } = order.value;
          // Without it no task of the stage can run here: it had better start anew.
          pass({ t: 'common', id }, content).catch(() => speaker.close());
          return;
        }
        case 'task':
          return give(order.value);
        case 'stop':
          if (given.has(String(order.value.key))) {
            speaker.say({ t: 'cancel', key: String(order.value.key) });
          }
          return;
        case 'forget':
          return speaker.say({ t: 'forget', id: order.value.id });
        case 'reset':
          return reset();
        case 'end':
          deps.onEnd(true);
          return speaker.close();
        default:
          return;
      }
    },
    connected() {
      isConnected = true;
      reset();
    },
    disconnected() {
      isConnected = false;
      reset();
    },
  };
}
