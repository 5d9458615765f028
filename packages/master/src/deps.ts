// Everything the parts of a master share. Made once in main.ts, passed down, never reached for.

import type { Analyze } from '@runsurge/analyzer';
import type { Clock, Log, Metrics } from '@runsurge/base';
import type { BlobStore, Journals, UploadFiles } from '@runsurge/blobs';
import type { JobId } from '@runsurge/model';
import type { Ca } from '@runsurge/pki';
import type { Database } from '@runsurge/store';
import type { Changes } from './changes.ts';
import type { MasterConfig } from './config.ts';
import type { Stages } from './stages/stages.ts';

export type Deps = {
  readonly config: MasterConfig;
  readonly db: Database;
  readonly blobs: BlobStore;
  readonly uploads: UploadFiles;
  /** Output of attempts (`<attempt>.out`) and standard input of jobs (`<job>.in`). */
  readonly journals: Journals;
  /** Jobs whose standard input is complete, of those that are under way in this process. */
  readonly endedInputs: Set<JobId>;
  readonly ca: Ca;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly changes: Changes;
  /** Finds what of a script may run in parallel. */
  readonly analyze: Analyze;
  readonly stages: Stages;
  /** Tells the scheduler that something it looks at has changed. Cheap; may be called at any time. */
  readonly wakeScheduler: () => void;
  /** Sends a cancel to the node that runs this attempt, if it is connected. */
  readonly stopAttempt: (nodeId: string, attemptId: string) => void;
  /** Ends the session of a node that may not come back. */
  readonly dropNode: (nodeId: string) => void;
  /** Cores and memory promised on connected nodes; for views only. */
  readonly freeSlots: (nodeId: string) => number;
};
