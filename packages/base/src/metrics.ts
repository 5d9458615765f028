// The numbers a process shows to Prometheus, in a registry of its own, so that two masters in one
// test do not count into each other. Which metrics exist is decided where things are counted.
import {
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  Registry as PromRegistry,
} from 'prom-client';

export type Metrics = {
  counter<Label extends string = never>(spec: MetricSpec<Label>): Counter<Label>;
  gauge<Label extends string = never>(spec: MetricSpec<Label>): Gauge<Label>;
  histogram<Label extends string = never>(spec: HistogramSpec<Label>): Histogram<Label>;
  /** Text of the Prometheus exposition format, and its content type. */
  render(): Promise<{ readonly text: string; readonly contentType: string }>;
};

export type MetricSpec<Label extends string> = {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly Label[];
};
export type HistogramSpec<Label extends string> = MetricSpec<Label> & {
  readonly buckets?: readonly number[];
};
export type { Counter, Gauge, Histogram };

/** `processMetrics` adds memory, CPU, handles and event loop lag of this process. */
export function makeMetrics({ processMetrics = false } = {}): Metrics {
  const registry = new PromRegistry();
  if (processMetrics) collectDefaultMetrics({ register: registry });
  const common = <Label extends string>({ name, help, labels = [] }: MetricSpec<Label>) => ({
    name,
    help,
    labelNames: [...labels],
    registers: [registry],
  });
  return {
    counter: (spec) => new Counter(common(spec)),
    gauge: (spec) => new Gauge(common(spec)),
    histogram({ buckets, ...spec }) {
      const withBuckets = buckets === undefined ? {} : { buckets: [...buckets] };
      return new Histogram({ ...common(spec), ...withBuckets });
    },
    async render() {
      return { text: await registry.metrics(), contentType: registry.contentType };
    },
  };
}
