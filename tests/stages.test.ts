// Drivers and executors as real processes: a script hands tasks out, executors on other nodes do
// them, and whatever dies in the middle, every task is answered once.
import { afterEach, expect, test } from 'vitest';
import { type StagePool, startStagePool } from './support/stages/pool.ts';

let pool: StagePool | undefined;
afterEach(async () => {
  await pool?.close();
  pool = undefined;
});

test('a script hands tasks out and goes on with their results', async () => {
  pool = await startStagePool({ workers: 3 });
  const { job, stdout, stderr } = await pool.run(`
import stage_driver as d
print(d.start["mode"], d.start["executors"], d.plan)
d.wait_for(1)
found, heads = d.run([b"echo %d" % i for i in range(20)])
print(*[each.decode() for each in found])
print({head["node"] for head in heads} <= {"w0", "w1", "w2"}, {head["replayed"] for head in heads})
`);
  expect([stderr, job.state, job.exit]).toEqual(['', 'completed', { kind: 'code', code: 0 }]);
  expect(stdout).toBe(
    `auto 0 b'{"regions":[{"id":1,"parallel":"yes"}]}'\n` +
      `${Array.from({ length: 20 }, (_, i) => i).join(' ')}\nTrue {False}\n`,
  );
});
