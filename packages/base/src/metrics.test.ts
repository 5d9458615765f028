import { describe, expect, it } from 'vitest';
import { makeMetrics } from './metrics.ts';

describe('metrics', () => {
  it('are counted per registry', async () => {
    const [one, other] = [makeMetrics(), makeMetrics()];
    const spec = { name: 'tasks_total', help: 'Tasks', labels: ['state'] as const };
    one.counter(spec).inc({ state: 'done' }, 2);
    other.counter(spec);
    expect((await one.render()).text).toContain('tasks_total{state="done"} 2');
    expect((await other.render()).text).not.toContain('done');
    expect((await one.render()).contentType).toContain('text/plain');
  });

  it('have buckets and gauges', async () => {
    const metrics = makeMetrics();
    metrics.histogram({ name: 'run_seconds', help: 'Runs', buckets: [1, 10] }).observe(5);
    metrics.gauge({ name: 'nodes', help: 'Nodes' }).set(3);
    const { text } = await metrics.render();
    expect(text).toContain('run_seconds_bucket{le="10"} 1');
    expect(text).toContain('nodes 3');
  });
});
