import { expect, test } from 'vitest';
import { startStagePool } from './support/stages/pool.ts';

test('measure', async () => {
  const pool = await startStagePool({ workers: Number(process.env.W ?? 2), cores: Number(process.env.C ?? 1), sandbox: process.env.SB ?? 'process' });
  try {
  const { stdout, stderr, job } = await pool.run(`
import stage_driver as d, time
t0 = time.perf_counter()
d.wait_for(1)
print("first executor after ms", round((time.perf_counter() - t0) * 1000))
d.open_stage(1)
times = []
for i in range(600):
    t = time.perf_counter()
    d.task(1, i, b"echo x")
    list(d.results(1))
    times.append((time.perf_counter() - t) * 1000)
d.send({"t": "close", "stage": 1})
times = sorted(times[100:])
print("round trip ms: median %.2f p10 %.2f p90 %.2f" % (times[250], times[50], times[450]))
for n, out in ((3000, 64), (10000, None), (3000, 8)):
    t = time.perf_counter()
    found, heads = d.run([b"echo %d" % i for i in range(n)], stage=2, outstanding=out, occurrence=n)
    s = time.perf_counter() - t
    assert found == [b"%d" % i for i in range(n)]
    print(n, "tasks, outstanding", out, "%.0f tasks/s" % (n / s), d.count, "executors", {h["node"] for h in heads})
for size in (50_000_000,):
    t = time.perf_counter()
    d.open_stage(5, occurrence=9)
    d.task(5, 0, b"big %d" % size)
    [(h, p)] = d.results(1)
    print("50 MB result", h["ok"], len(p), "%.2f s" % (time.perf_counter() - t))
`);
  console.log(stdout, stderr, job.state);
  expect(job.state).toBe('completed');
  } finally { await pool.close(); }
}, 120_000);
