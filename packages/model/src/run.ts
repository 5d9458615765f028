// What a run of Python is made of, in the words that master, worker and client share:
// environment, limits, usage, and how a run can end.

/** Python implementation, version, architecture and libraries of an executor. A job stays within one. */
export type Environment = {
  /** Stable name, for example `cpython-3.11-x86_64`; equal names promise equal results. */
  readonly id: string;
  readonly implementation: string;
  /** Full version, `3.11.7`. */
  readonly version: string;
  readonly architecture: string;
  /** Importable top-level packages beyond the standard library, with their versions. */
  readonly packages: Readonly<Record<string, string>>;
  /** Where it lies on its node; meaningless elsewhere. */
  readonly executable: string;
  /** Directories that must be visible for it to run (`sys.prefix`, `sys.base_prefix`, ...). */
  readonly prefixes: readonly string[];
};

/** How a Python process ended, exactly as its parent would have seen it. */
export type ExitStatus =
  | { readonly kind: 'code'; readonly code: number }
  | { readonly kind: 'signal'; readonly signal: number };

/** Measured from outside the script's reach where the backend can. */
export type Usage = {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly peakRssBytes: number;
  /** Time-weighted mean of the samples. */
  readonly averageRssBytes: number;
};

/** Why an attempt did not give a result, and what that means for its task. */
export const failureKinds = {
  'out-of-memory': 'more-memory',
  timeout: 'final',
  'output-limit': 'final',
  'disk-limit': 'final',
  'sandbox-failed': 'elsewhere',
  refused: 'elsewhere',
  'data-unavailable': 'elsewhere',
  'disk-full': 'elsewhere',
  'node-lost': 'elsewhere',
  // By SIGKILL, and nobody here sent it: run once more; a script that kills itself will do so again.
  killed: 'elsewhere',
  cancelled: 'final',
} as const satisfies Record<string, 'final' | 'elsewhere' | 'more-memory'>;
export type FailureKind = keyof typeof failureKinds;

export type Failure = { readonly kind: FailureKind; readonly message: string };
