// The Plan: what the analyzer found, as JSON. It names code by its place in the script's tree - class of
// node and how manieth of that class in preorder - and contains no Python. Read by the master, the
// website and the Python side (packages/worker/python/runsurge/plan.py).

/** Class of CPython's `ast`, and the how manieth of it. */
export type NodeRef = readonly [kind: string, ordinal: number];

export type PlannedPoint = {
  readonly kind: 'expression' | 'run';
  readonly nodes: readonly NodeRef[];
  readonly outputs: readonly string[];
  /** Its result may hold objects that are held elsewhere too: executors look before they send. */
  readonly shared: boolean;
  readonly prints: boolean;
};

export type RegionWork = {
  readonly points: readonly PlannedPoint[];
  readonly keep: readonly NodeRef[];
  readonly captures: { readonly locals: readonly string[]; readonly globals: readonly string[] };
  readonly written: { readonly locals: readonly string[]; readonly globals: readonly string[] };
  /** All that tasks read must be immutable. */
  readonly frozen: boolean;
  /** The iterable is made in the loop's own header: nobody else goes through it. */
  readonly freshIterator: boolean;
  /** Functions that may be called: [first line, name]. */
  readonly functions: readonly (readonly [number, string])[];
  readonly classes: readonly string[];
};

export type Region = {
  readonly id: number;
  readonly line: number;
  readonly endLine: number;
  readonly node: NodeRef;
  readonly pattern: string;
  /** A call of `map`, `starmap` or one with `key=`: its function is what tasks call. Null: a loop. */
  readonly call: 'map' | 'starmap' | 'key' | null;
  readonly parallel: 'yes' | 'guarded' | 'no';
  /** Independent, but each iteration does so little that sending it never pays. */
  readonly light: boolean;
  /** Variables that go from one iteration to the next: folded by the driver, in order. */
  readonly folds: readonly string[];
  readonly earlyExit: boolean;
  readonly reason: { readonly text: string; readonly line: number } | null;
  /** Null for what is not spread: refused, or part of a larger region. */
  readonly work: RegionWork | null;
  readonly partOf: number | null;
};

/** A function that the script's own pools may run elsewhere. */
export type PoolFunction = {
  /** [first line, name]. */
  readonly name: readonly [number, string];
  /** Also when the pool is one of threads: it changes none of its arguments. */
  readonly threads: boolean;
  readonly work: RegionWork;
};

export type Plan = {
  readonly version: 1;
  /** Nodes of each class: the Python side compares before it trusts the numbering. */
  readonly counts: Readonly<Record<string, number>>;
  /** Modules of the library whose members may be captured. */
  readonly modules: readonly string[];
  readonly regions: readonly Region[];
  readonly pools: readonly PoolFunction[];
  /** Why the whole script runs in order; null when it need not. */
  readonly refused: { readonly text: string; readonly line: number } | null;
};

/** For a script in which nothing is spread. */
export function emptyPlan(refused: Plan['refused']): Plan {
  return { version: 1, counts: {}, modules: [], regions: [], pools: [], refused };
}
