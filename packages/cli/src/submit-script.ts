// Makes a job of a script: finds what it needs, uploads that, describes how it is to run.
import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { sha256OfFile } from '@runsurge/base';
import type { Client } from '@runsurge/client';
import type { Job, JobRequestInput } from '@runsurge/protocol/rest';
import { env } from './home.ts';
import { scriptVariables } from './script-environment.ts';
import { findScriptFiles, type LocalFile } from './script-files.ts';
import type { StandardInput } from './standard-input.ts';

export type SubmitOptions = {
  readonly input: string[];
  readonly env: string[];
  readonly name?: string;
  readonly memory?: number;
  readonly cores: number;
  readonly timeout?: number;
  readonly python?: string;
  readonly parallel: 'auto' | 'always' | 'never';
  readonly workers?: number;
};

const permissionBits = 0o777;

async function upload(
  client: Client,
  files: readonly LocalFile[],
): Promise<{ path: string; blob: string; mode: number }[]> {
  const placed: { path: string; blob: string; mode: number }[] = [];
  const sent = new Set<string>();
  for (const { source, path } of files) {
    const { sha256, sizeBytes } = await sha256OfFile(source);
    if (!sent.has(sha256)) await client.uploadFile(source, sha256, sizeBytes);
    sent.add(sha256);
    const { mode } = await stat(source);
    placed.push({ path, blob: sha256, mode: mode & permissionBits });
  }
  return placed;
}

async function inputOf(client: Client, input: StandardInput): Promise<JobRequestInput['stdin']> {
  if (input.kind !== 'known') return input.kind;
  const blob = createHash('sha256').update(input.bytes).digest('hex');
  await client.uploadBytes(blob, input.bytes);
  return { blob };
}

export async function submitScript(
  client: Client,
  script: string,
  args: string[],
  input: StandardInput,
  options: SubmitOptions,
): Promise<Job> {
  const found = await findScriptFiles(script, options.input);
  const request: JobRequestInput = {
    name: options.name ?? basename(script),
    workdir: found.workdir,
    script: found.script,
    args,
    files: await upload(client, found.files),
    stdin: await inputOf(client, input),
    env: scriptVariables(env, options.env),
    cores: options.cores,
    parallel: options.parallel,
    ...(options.workers === undefined ? {} : { workers: options.workers }),
    ...(options.memory === undefined ? {} : { memoryBytes: options.memory }),
    ...(options.timeout === undefined ? {} : { timeoutMs: options.timeout * 1000 }),
    ...(options.python === undefined ? {} : { python: options.python }),
  };
  return client.createJob(request);
}
