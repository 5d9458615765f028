// What the worker needs from its sandboxes: open a backend, find Pythons, ask what works here.
export type {
  ChannelWriter,
  MemorySample,
  OutputEntry,
  RunCommand,
  RunEnd,
  RunIo,
  Sandbox,
  SandboxBackend,
  SandboxLimits,
  SandboxSpec,
  ScriptChannel,
} from './backend.ts';
export { type BackendOptions, type OpenBackend, openBackend } from './choose.ts';
export { type FindOptions, findEnvironments } from './environments.ts';
export type { SandboxLog } from './log.ts';
export { type ProbeOptions, type ProbeResult, probeSandboxes } from './probe.ts';
export { keepWarm, type WarmBackend } from './warm.ts';
