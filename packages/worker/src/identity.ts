// Who this machine is in a pool: node id, key and certificate, and the pool's CA that it pinned at
// enrolment. One file, mode 0600, written whole or not at all.
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '@runsurge/base';
import { AppError, type NodeId, nodeId } from '@runsurge/model';
import { z } from 'zod';

const schema = z.object({
  pool: z.string(),
  nodeId: z.string(),
  privateKey: z.string(),
  certificate: z.string(),
  caCertificate: z.string(),
});
export type Identity = Readonly<z.infer<typeof schema>> & { readonly nodeId: NodeId };

const fileIn = (dataDir: string) => join(dataDir, 'identity.json');

/** Undefined when this machine was never enrolled in that pool from this directory. */
export async function loadIdentity(dataDir: string, pool: string): Promise<Identity | undefined> {
  const path = fileIn(dataDir);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    content = undefined;
  }
  const parsed = schema.safeParse(content);
  const id = parsed.success ? nodeId.parse(parsed.data.nodeId) : undefined;
  if (!parsed.success || !id) {
    throw new AppError('BAD_INPUT', `${path} is damaged`, {
      remedy: 'remove it and enrol this machine again',
    });
  }
  return parsed.data.pool === pool ? { ...parsed.data, nodeId: id } : undefined;
}

export async function saveIdentity(dataDir: string, identity: Identity): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const text = Buffer.from(`${JSON.stringify(identity, null, 2)}\n`);
  await writeFileAtomically(fileIn(dataDir), [text], { mode: 0o600 });
}
