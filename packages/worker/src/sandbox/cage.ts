// What a backend hands to the agent client: the started child and the means to measure, kill and
// remove everything around it.
import type { AgentProcess } from './agent-link.ts';

export type MemoryUse = { readonly rssBytes: number; readonly cpuMs: number };

export interface Cage {
  readonly child: AgentProcess;
  /** The agent is counted too; the client subtracts what there was before the run. */
  use(): Promise<MemoryUse>;
  /** Quicker, and may say too much memory, never too little. */
  quickUse(): Promise<MemoryUse>;
  /** How often the kernel killed for lack of memory, or undefined where nobody counts. */
  readonly oomKills: (() => number) | undefined;
  /** The private directory that holds what the script writes to disk. */
  readonly diskDir: string;
  /** Kills agent and script at once, without their help. */
  kill(): Promise<void>;
  /** After `kill`, or after the agent left by itself: nothing stays behind. */
  remove(): Promise<void>;
}
