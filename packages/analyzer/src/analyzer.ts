// Analyses scripts in a thread of its own, with limits: a hostile script costs that thread, not the
// master. Plans are kept by the script's hash; a script without a loop is not even parsed.
import { createHash } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { AppError } from '@runsurge/model';
import { emptyPlan, type Plan } from './plan.ts';

export type AnalyzeOptions = { readonly signal: AbortSignal };
/** Never rejects for what the script says; rejects with the signal's reason, or INTERNAL when it broke. */
export type Analyze = (source: Uint8Array, options: AnalyzeOptions) => Promise<Plan>;

export type Analyzer = {
  readonly analyze: Analyze;
  readonly close: () => Promise<void>;
};

/** Issue 3 allows 400 MB for all of an analysis; the rest of it is the thread's own. */
const heapMb = 320;
const keptPlans = 64;
/** A quiet master gives the memory back. */
const idleMs = 60_000;
/** Nothing to find without one of these. */
const worthALook = /\b(?:for|map|starmap|key)\b/;

type Waiting = {
  readonly resolve: (plan: Plan) => void;
  readonly reject: (error: unknown) => void;
};

export function openAnalyzer(): Analyzer {
  const plans = new Map<string, Plan>();
  const waiting = new Map<number, Waiting>();
  let thread: Worker | undefined;
  let nextId = 1;
  let idle: NodeJS.Timeout | undefined;

  const failAll = (error: unknown) => {
    for (const one of waiting.values()) one.reject(error);
    waiting.clear();
  };

  const start = (): Worker => {
    const made = new Worker(new URL('./analyzer-thread.js', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: heapMb, stackSizeMb: 16 },
    });
    made.unref();
    made.on('message', ({ id, plan }: { id: number; plan: Plan }) => {
      waiting.get(id)?.resolve(plan);
      waiting.delete(id);
    });
    made.on('error', (error) => {
      if (thread === made) thread = undefined;
      failAll(
        new AppError('INTERNAL', 'the analysis needed more memory than its limit', {
          cause: error,
        }),
      );
    });
    return made;
  };

  const stop = async () => {
    const old = thread;
    thread = undefined;
    await old?.terminate();
  };

  const ask = (source: Uint8Array, signal: AbortSignal): Promise<Plan> =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      thread ??= start();
      const end = () => {
        // A thread cannot be interrupted: it is ended, and with it whatever else it was asked.
        waiting.delete(id);
        reject(signal.reason);
        void stop();
        failAll(new AppError('INTERNAL', 'the analysis was interrupted by another one'));
      };
      signal.addEventListener('abort', end, { once: true });
      const done = () => signal.removeEventListener('abort', end);
      waiting.set(id, {
        resolve: (plan) => {
          done();
          resolve(plan);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      });
      thread.postMessage({ id, source });
    });

  return {
    analyze: async (source, { signal }) => {
      signal.throwIfAborted();
      const text = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
      if (!worthALook.test(text.toString('latin1'))) return emptyPlan(null);
      const key = createHash('sha256').update(source).digest('hex');
      const known = plans.get(key);
      if (known) return known;
      clearTimeout(idle);
      const plan = await ask(source, signal);
      idle = setTimeout(() => void stop(), idleMs).unref();
      plans.set(key, plan);
      for (const oldest of plans.keys()) {
        if (plans.size <= keptPlans) break;
        plans.delete(oldest);
      }
      return plan;
    },
    close: async () => {
      clearTimeout(idle);
      await stop();
    },
  };
}
