// The one error class of RunSurge and its closed set of codes. One table maps a code to what the
// other side sees: HTTP status, gRPC status, exit code of the CLI, and whether trying again helps.

/** gRPC status numbers, as in the gRPC specification (only those we use). */
const grpc = {
  cancelled: 1,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  outOfRange: 11,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

type Meaning = {
  readonly http: number;
  readonly grpc: number;
  /** 2 wrong usage, 3 refused by policy, 4 the pool failed. */
  readonly exit: 2 | 3 | 4;
  readonly retry: boolean;
};

export const errorCodes = {
  BAD_INPUT: { http: 400, grpc: grpc.invalidArgument, exit: 2, retry: false },
  UNAUTHENTICATED: { http: 401, grpc: grpc.unauthenticated, exit: 2, retry: false },
  TOKEN_EXPIRED: { http: 401, grpc: grpc.unauthenticated, exit: 2, retry: false },
  FORBIDDEN: { http: 403, grpc: grpc.permissionDenied, exit: 3, retry: false },
  REFUSED_BY_POLICY: { http: 403, grpc: grpc.permissionDenied, exit: 3, retry: false },
  NOT_FOUND: { http: 404, grpc: grpc.notFound, exit: 2, retry: false },
  CONFLICT: { http: 409, grpc: grpc.aborted, exit: 2, retry: false },
  WRONG_STATE: { http: 409, grpc: grpc.failedPrecondition, exit: 2, retry: false },
  OFFSET_MISMATCH: { http: 409, grpc: grpc.outOfRange, exit: 4, retry: true },
  HASH_MISMATCH: { http: 422, grpc: grpc.aborted, exit: 4, retry: true },
  TOO_LARGE: { http: 413, grpc: grpc.resourceExhausted, exit: 2, retry: false },
  TOO_MANY_REQUESTS: { http: 429, grpc: grpc.resourceExhausted, exit: 4, retry: true },
  LEASE_LOST: { http: 409, grpc: grpc.failedPrecondition, exit: 4, retry: false },
  SANDBOX_FAILED: { http: 500, grpc: grpc.internal, exit: 4, retry: true },
  DISK_FULL: { http: 507, grpc: grpc.resourceExhausted, exit: 4, retry: true },
  UNAVAILABLE: { http: 503, grpc: grpc.unavailable, exit: 4, retry: true },
  TIMED_OUT: { http: 504, grpc: grpc.deadlineExceeded, exit: 4, retry: true },
  CANCELLED: { http: 499, grpc: grpc.cancelled, exit: 4, retry: false },
  INTERNAL: { http: 500, grpc: grpc.internal, exit: 4, retry: false },
} as const satisfies Record<string, Meaning>;

export type ErrorCode = keyof typeof errorCodes;

export function isErrorCode(text: string): text is ErrorCode {
  return Object.hasOwn(errorCodes, text);
}

type Extras = {
  /** What the reader can do about it, as a sentence. */
  readonly remedy?: string;
  /** Kept for the log, never sent. */
  readonly cause?: unknown;
};

/** Thrown for everything that is expected to go wrong at a boundary; `message` is a sentence for people. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string | undefined;

  constructor(code: ErrorCode, message: string, extras: Extras = {}) {
    super(message, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.name = 'AppError';
    this.code = code;
    this.remedy = extras.remedy;
  }

  get meaning(): Meaning {
    return errorCodes[this.code];
  }

  /** The only converter from what a `catch` holds. Disk-full and abort errors of Node keep their meaning. */
  static from(thrown: unknown): AppError {
    if (thrown instanceof AppError) return thrown;
    if (!(thrown instanceof Error)) return new AppError('INTERNAL', String(thrown));
    const nodeCode = 'code' in thrown ? thrown.code : undefined;
    if (nodeCode === 'ENOSPC' || nodeCode === 'EDQUOT') {
      return new AppError('DISK_FULL', 'the disk is full', {
        cause: thrown,
        remedy: 'free some space and try again',
      });
    }
    if (thrown.name === 'AbortError') {
      return new AppError('CANCELLED', 'cancelled', { cause: thrown });
    }
    return new AppError('INTERNAL', thrown.message, { cause: thrown });
  }
}
