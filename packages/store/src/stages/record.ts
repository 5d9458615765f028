// What became of stages and their tasks, written behind the work in batches: one statement for many
// rows, each as it stands now. The master that runs the job is the only writer, so the last word is
// simply kept; what was not written when it died is computed again.
import type {
  AttemptId,
  BlobId,
  JobId,
  NodeId,
  StageId,
  StageState,
  StageTaskState,
} from '@runsurge/model';
import { type Db, jsonText } from '../db.ts';

export type StageRecord = {
  readonly id: StageId;
  readonly jobId: JobId;
  readonly region: number;
  readonly occurrence: number;
  readonly inputHash: string;
  readonly number: number;
  readonly label: string;
  readonly line: number;
  readonly state: StageState;
  readonly openedAt: Date;
  readonly closedAt: Date | null;
};

export async function recordStages(db: Db, rows: readonly StageRecord[]): Promise<void> {
  if (rows.length === 0) return;
  await db.query(
    `insert into stages (id, job_id, region, occurrence, input_hash, number, label, line, state, opened_at, closed_at)
     select r.* from unnest($1::uuid[], $2::uuid[], $3::int[], $4::int[], $5::text[], $6::int[], $7::text[],
                            $8::int[], $9::text[], $10::timestamptz[], $11::timestamptz[])
       as r (id, job_id, region, occurrence, input_hash, number, label, line, state, opened_at, closed_at)
       join jobs j on j.id = r.job_id
     on conflict (id) do update
       set number = excluded.number, state = excluded.state, closed_at = excluded.closed_at`,
    [
      rows.map((r) => r.id),
      rows.map((r) => r.jobId),
      rows.map((r) => r.region),
      rows.map((r) => r.occurrence),
      rows.map((r) => r.inputHash),
      rows.map((r) => r.number),
      rows.map((r) => r.label),
      rows.map((r) => r.line),
      rows.map((r) => r.state),
      rows.map((r) => r.openedAt),
      rows.map((r) => r.closedAt),
    ],
  );
}

export type StageTaskRecord = {
  readonly stageId: StageId;
  readonly index: number;
  readonly state: StageTaskState;
  readonly items: number;
  readonly nodeId: NodeId | null;
  readonly attempts: number;
  readonly ms: number | null;
  readonly replays: number;
  readonly payloadHash: Buffer;
  readonly commonHash: Buffer | null;
  readonly result: Buffer | null;
  readonly resultBlob: BlobId | null;
  readonly resultBytes: number | null;
};

export async function recordStageTasks(db: Db, rows: readonly StageTaskRecord[]): Promise<void> {
  if (rows.length === 0) return;
  await db.query(
    `insert into stage_tasks (stage_id, index, state, items, node_id, attempts, ms, replays, payload_hash,
                              common_hash, result, result_blob, result_bytes)
     select r.* from unnest($1::uuid[], $2::int[], $3::text[], $4::int[], $5::uuid[], $6::int[], $7::int[],
                            $8::int[], $9::bytea[], $10::bytea[], $11::bytea[], $12::text[], $13::bigint[])
       as r (stage_id, index, state, items, node_id, attempts, ms, replays, payload_hash,
             common_hash, result, result_blob, result_bytes)
       join stages s on s.id = r.stage_id
     on conflict (stage_id, index) do update
       set state = excluded.state, items = excluded.items, node_id = excluded.node_id,
           attempts = excluded.attempts, ms = excluded.ms, replays = excluded.replays,
           payload_hash = excluded.payload_hash, common_hash = excluded.common_hash,
           result = excluded.result, result_blob = excluded.result_blob, result_bytes = excluded.result_bytes`,
    [
      rows.map((r) => r.stageId),
      rows.map((r) => r.index),
      rows.map((r) => r.state),
      rows.map((r) => r.items),
      rows.map((r) => r.nodeId),
      rows.map((r) => r.attempts),
      rows.map((r) => r.ms),
      rows.map((r) => r.replays),
      rows.map((r) => r.payloadHash),
      rows.map((r) => r.commonHash),
      rows.map((r) => r.result),
      rows.map((r) => r.resultBlob),
      rows.map((r) => r.resultBytes),
    ],
  );
}

export type DecisionRecord = {
  readonly attemptId: AttemptId;
  readonly number: number;
  readonly decision: unknown;
};

export async function recordDecisions(db: Db, rows: readonly DecisionRecord[]): Promise<void> {
  if (rows.length === 0) return;
  await db.query(
    `insert into decisions (attempt_id, number, decision)
     select r.* from unnest($1::uuid[], $2::int[], $3::jsonb[]) as r (attempt_id, number, decision)
       join attempts a on a.id = r.attempt_id
     on conflict do nothing`,
    [
      rows.map((r) => r.attemptId),
      rows.map((r) => r.number),
      rows.map((r) => jsonText(r.decision)),
    ],
  );
}
