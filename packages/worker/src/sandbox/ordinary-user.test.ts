// When the tests run as root, runs all tests of this directory once more as a user without any
// rights: no control groups, no dropping of users, memory watched from outside.
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const isRoot = process.getuid?.() === 0;
const user = 61_000;
const root = fileURLToPath(new URL('../../../../', import.meta.url));
if (!isRoot) console.log('not root: the tests run as an ordinary user already');

describe.skipIf(!isRoot)('as an ordinary user', () => {
  it('everything holds too', { timeout: 120_000 }, async () => {
    const dir = await mkdtemp(join(tmpdir(), 'runsurge-ordinary-'));
    await chmod(dir, 0o777);
    const config = join(dir, 'vitest.config.mjs');
    const settings = { root, cacheDir: join(dir, 'cache'), test: { testTimeout: 60_000 } };
    await writeFile(config, `export default ${JSON.stringify(settings)}`);
    const drop = [`--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--'];
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const run = ['run', '--config', config, 'packages/worker/src/sandbox'];
    const { PATH = '' } = process.env;
    const env = { PATH, HOME: dir, RUNSURGE_ORDINARY: '1' };
    const result = await promisify(execFile)(
      'setpriv',
      [...drop, process.execPath, vitest, ...run],
      { cwd: root, env, maxBuffer: 64 << 20 },
    ).catch((error) => error);
    await rm(dir, { recursive: true, force: true });
    expect(result.stdout).not.toContain('FAIL');
    expect(result.stdout).toMatch(/Tests {2}.*\d+ passed/);
  });
});
