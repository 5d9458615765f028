// What every state means, in a sentence. With the moves of states.ts these make docs/states.md
// (scripts/make-docs.mjs); a state without a sentence does not compile.
import type { allMoves } from './states.ts';

type Sentences = {
  readonly [Machine in keyof typeof allMoves]: {
    /** What has this life. */
    readonly subject: string;
    readonly states: Readonly<Record<keyof (typeof allMoves)[Machine], string>>;
  };
};

export const stateDocs: Sentences = {
  job: {
    subject: 'One submission of a consumer.',
    states: {
      submitted: 'The request was accepted and stored; nothing has looked at its script yet.',
      analysing: 'The master is reading the script to find out what it needs.',
      queued: 'Its task waits for a node that has what it needs; the wait reason says for what.',
      running: 'An attempt of its task is on a node.',
      aggregating: 'All parts have their results, and these are being put together.',
      completed: 'The script ended by itself, with whatever exit status; its outputs are complete.',
      rejected: 'The analysis found that this pool must not run it.',
      failed: 'The pool could not bring it to an end; the failure says why.',
      cancelled: 'Its consumer gave it up.',
    },
  },
  task: {
    subject: 'The piece of a job that a node gets.',
    states: {
      queued: 'It waits for a node, for the first time or after an attempt was given up.',
      running: 'Exactly one attempt of it lives.',
      succeeded: 'One attempt gave its result; there will be no other.',
      failed: 'It cannot succeed, or failed too often to be tried again.',
      cancelled: 'Its job was cancelled.',
    },
  },
  attempt: {
    subject: 'One execution of a task on one node.',
    states: {
      assigned: 'The node was chosen and holds a lease; it prepares the sandbox and the inputs.',
      running: 'The node said that Python has started.',
      succeeded: 'The script ended, and its result and outputs are stored.',
      failed: 'The node said that there will be no result, and why.',
      lost: 'The master gave it up because the node was not heard of, or was retired.',
      cancelled: 'Its job was cancelled while it lived.',
    },
  },
  node: {
    subject: "A contributor's machine.",
    states: {
      offline: 'It has no session with the master.',
      online: 'It has a session and takes work.',
      draining: 'It finishes what it runs and takes nothing more.',
      retired: 'Its contributor or an operator removed it; it cannot come back.',
    },
  },
  blob: {
    subject: 'Bytes, named by their SHA-256.',
    states: {
      uploading: 'Some of its bytes have arrived.',
      stored: 'All of its bytes are there and have the right hash.',
      discarded: 'Its bytes were removed; only its name is remembered.',
    },
  },
  lease: {
    subject: "A node's time-limited right to run an attempt.",
    states: {
      held: 'The node may run the attempt; every heartbeat puts the end off.',
      released: 'The attempt ended before the lease did.',
      expired: 'Nobody heard of the node until the end; the attempt counts as lost.',
    },
  },
  stage: {
    subject: 'One region at one moment of a run: a set of tasks over the partitions of its input.',
    states: {
      open: 'Its driver adds tasks or waits for their results.',
      closed: 'Its driver has every result that it wants, or is gone.',
    },
  },
  stageTask: {
    subject: 'One partition of a stage.',
    states: {
      queued: 'It waits for an executor.',
      running: 'At least one executor has it.',
      succeeded: 'An executor gave its result.',
      failed: 'No executor gave a result; the driver computes it itself.',
      cancelled: 'The driver does not need it any more.',
    },
  },
};
