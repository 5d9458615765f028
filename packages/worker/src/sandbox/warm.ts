// Keeps sandboxes started ahead for a run of equal attempts: starting one takes 25 ms, most of it
// waiting for the kernel, which a queue of short tasks would pay every time. Each spare is used once, like
// any other sandbox. Spares exist only after the same shape was asked for twice within their
// patience, and go when nobody asks again.
import type { Clock } from '@runsurge/base';
import type { Sandbox, SandboxBackend, SandboxSpec } from './backend.ts';

export type WarmBackend = SandboxBackend & {
  /** Ends the spares; later starts are cold. */
  close(): Promise<void>;
};

type Spare = { readonly shape: string; readonly sandbox: Promise<Sandbox | undefined> };
type Deps = {
  readonly backend: SandboxBackend;
  readonly clock: Pick<Clock, 'now' | 'timer'>;
  /** At most so many at a time: the worker's slots. */
  readonly spares: number;
};

const patienceMs = 2_000;

/** Everything of a spec but its name. */
function shapeOf({ environment, limits, workdir, extraDirs }: SandboxSpec): string {
  return JSON.stringify([environment.id, limits, workdir, extraDirs]);
}

export function keepWarm({ backend, clock, spares: most }: Deps): WarmBackend {
  let spares: Spare[] = [];
  let last: { shape: string; atMs: number } | undefined;
  let idle: { cancel(): void } | undefined;
  let made = 0;
  let closed = false;

  async function discard(unwanted: readonly Spare[]): Promise<void> {
    spares = spares.filter((spare) => !unwanted.includes(spare));
    for (const spare of unwanted) await (await spare.sandbox)?.close();
  }

  function prepare(spec: SandboxSpec, shape: string): void {
    made += 1;
    // A spare that does not start is no loss: the next attempt starts its own and reports why it cannot.
    const sandbox = backend
      .start({ ...spec, id: `${spec.id}-${made}` }, new AbortController().signal)
      .catch(() => undefined);
    spares.push({ shape, sandbox });
  }

  /** After a start: more of the same is likely if it was the same before. */
  function lookAhead(spec: SandboxSpec, shape: string): void {
    const atMs = clock.now();
    const again = last?.shape === shape && atMs - last.atMs < patienceMs;
    last = { shape, atMs };
    const others = spares.filter((spare) => spare.shape !== shape);
    if (others.length > 0) void discard(others);
    if (!again || closed) return;
    while (spares.length < most) prepare(spec, shape);
    idle?.cancel();
    idle = clock.timer(patienceMs, () => void discard(spares));
  }

  async function take(shape: string): Promise<Sandbox | undefined> {
    const spare = spares.find((each) => each.shape === shape);
    if (!spare) return undefined;
    spares = spares.filter((each) => each !== spare);
    return spare.sandbox;
  }

  return {
    name: backend.name,
    async start(spec, signal) {
      const shape = shapeOf(spec);
      const ready = await take(shape);
      lookAhead(spec, shape);
      if (!ready) return backend.start(spec, signal);
      if (signal.aborted) await ready.close();
      signal.throwIfAborted();
      return ready;
    },
    async close() {
      closed = true;
      idle?.cancel();
      await discard(spares);
    },
  };
}
