// The error that tells a sender where to go on: the code of the table, and the right offset.
import { AppError } from '@runsurge/model';

export class OffsetMismatch extends AppError {
  /** Where the next byte belongs. */
  readonly offset: number;

  constructor(what: string, got: number, offset: number) {
    super('OFFSET_MISMATCH', `${what} goes on at byte ${offset}, not at ${got}`, {
      remedy: `send the bytes from ${offset} on`,
    });
    this.offset = offset;
  }
}
