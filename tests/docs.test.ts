import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

it('the pages made from the code are current', async () => {
  const run = promisify(execFile)(process.execPath, ['scripts/make-docs.mjs', '--check']);
  await expect(run).resolves.toMatchObject({ stderr: '' });
});
