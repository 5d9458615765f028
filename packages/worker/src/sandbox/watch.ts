// Watches a running script from outside: memory samples about once a second, the memory limit where
// no control group enforces it, kills for lack of memory, and the size of its directory on disk.
import { setTimeout as sleep } from 'node:timers/promises';
import type { MemorySample, SandboxLimits } from './backend.ts';
import type { Cage, MemoryUse } from './cage.ts';
import { DiskMeter } from './disk-meter.ts';

const firstSampleMs = 50;
const sampleMs = 1000;
/** How often memory is looked at where we are the limit: a bomb fills 1-2 GB/s. */
const guardMs = 40;
const oomCheckMs = 100;
const diskCheckMs = 250;
const shortMs = 200;

export type Breach = 'out-of-memory' | 'disk-limit';

export type Watch = {
  /** Ends the watching and says what was seen. */
  stop(): Promise<WatchReport>;
};

export type WatchReport = {
  readonly peakRssBytes: number;
  readonly averageRssBytes: number | undefined;
  readonly cpuMs: number;
};

type WatchDeps = {
  readonly cage: Cage;
  readonly limits: SandboxLimits;
  /** What the agent alone used. */
  readonly baseline: MemoryUse;
  readonly onSample: (sample: MemorySample) => void;
  readonly onBreach: (breach: Breach) => void;
};

export function startWatch(deps: WatchDeps): Watch {
  const stopping = new AbortController();
  const startedAt = performance.now();
  const seen = { peak: 0, cpuMs: 0, area: 0, lastAt: 0, last: 0 };
  const { oomKills } = deps.cage;
  const memoryLoop = oomKills === undefined ? guardLoop() : oomLoop(oomKills);
  // What is measured may vanish under a sandbox that is being closed; that ends a loop, nothing else.
  const loops = [sampleLoop(), memoryLoop, diskLoop()].map((loop) => loop.catch(() => undefined));

  async function measure(): Promise<MemoryUse & { atMs: number }> {
    const now = await deps.cage.use();
    const rssBytes = Math.max(0, now.rssBytes - deps.baseline.rssBytes);
    const cpuMs = Math.max(seen.cpuMs, now.cpuMs - deps.baseline.cpuMs);
    seen.cpuMs = cpuMs;
    seen.peak = Math.max(seen.peak, rssBytes);
    return { rssBytes, cpuMs, atMs: performance.now() - startedAt };
  }

  async function sampleLoop(): Promise<void> {
    for (let wait = firstSampleMs; await pause(wait, stopping.signal); wait = sampleMs) {
      const sample = await measure();
      if (stopping.signal.aborted) return;
      seen.area += sample.rssBytes * (sample.atMs - seen.lastAt);
      seen.lastAt = sample.atMs;
      seen.last = sample.rssBytes;
      deps.onSample(sample);
    }
  }

  async function oomLoop(oomKills: () => number): Promise<void> {
    while (await pause(oomCheckMs, stopping.signal)) {
      if (oomKills() > 0) return deps.onBreach('out-of-memory');
    }
  }

  /** A quick look often; an exact one only when the quick one is alarmed, and never most of the time. */
  async function guardLoop(): Promise<void> {
    const limit = deps.limits.memoryBytes + deps.baseline.rssBytes;
    for (let wait = guardMs; await pause(wait, stopping.signal); ) {
      wait = guardMs;
      if ((await deps.cage.quickUse()).rssBytes <= limit) continue;
      const from = performance.now();
      if ((await measure()).rssBytes > deps.limits.memoryBytes) {
        return deps.onBreach('out-of-memory');
      }
      wait = Math.max(guardMs, (performance.now() - from) * 4);
    }
  }

  async function diskLoop(): Promise<void> {
    const meter = new DiskMeter(deps.cage.diskDir, deps.limits.diskBytes);
    while (await pause(diskCheckMs, stopping.signal)) {
      if (await meter.isOver(stopping.signal)) return deps.onBreach('disk-limit');
    }
  }

  return {
    async stop() {
      const lastMs = performance.now() - startedAt;
      stopping.abort();
      await Promise.all(loops);
      await measure();
      const area = seen.area + seen.last * Math.max(0, lastMs - seen.lastAt);
      return {
        peakRssBytes: seen.peak,
        // Too short for samples to say anything.
        averageRssBytes: lastMs < shortMs ? undefined : area / Math.max(lastMs, seen.lastAt),
        cpuMs: seen.cpuMs,
      };
    },
  };
}

/** False when the watching ended meanwhile. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(ms, undefined, { signal });
    return true;
  } catch {
    return false;
  }
}
