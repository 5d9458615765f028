// What a worker says about stages, checked: it may be lying, and what a driver says may come from a
// script that plays with the channel. What makes no sense is an error, and is not obeyed.
import { AppError } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';

export type Word = NonNullable<grpc.StageWord['kind']>;
export type DriverWord = Exclude<Word, { $case: 'ready' | 'result' }>;
export type ExecutorWord = Extract<Word, { $case: 'ready' | 'result' }>;

const mostInt = 2 ** 31 - 1;
const longestLabel = 500;
const longestHash = 200;
const longestDecision = 64 << 10;
export const mostOpenStages = 1_000;
export const mostDecisions = 1_000;

const isInt = (value: number) => Number.isInteger(value) && value >= 0 && value <= mostInt;

function must(holds: boolean, what: string): void {
  if (!holds) throw new AppError('BAD_INPUT', `${what} makes no sense`);
}

/** Without what a database cannot hold. */
const text = (words: string, longest: number) => words.slice(0, longest).replaceAll('\0', '\ufffd');

export function checkedWord(word: Word): Word {
  switch (word.$case) {
    case 'open': {
      const { stage, region, occurrence, line, hash, label } = word.value;
      must([stage, region, occurrence, line].every(isInt), 'a stage');
      must(hash.length <= longestHash, 'the hash of a stage');
      const value = {
        ...word.value,
        hash: text(hash, longestHash),
        label: text(label, longestLabel),
      };
      return { $case: 'open', value };
    }
    case 'common':
      must(isInt(word.value.stage), 'a stage');
      return word;
    case 'task':
      must([word.value.stage, word.value.index, word.value.items].every(isInt), 'a task');
      return word;
    case 'cancel':
    case 'close':
    case 'ready':
      return word;
    case 'decision':
      must(isInt(word.value.number) && word.value.json.length <= longestDecision, 'a decision');
      return word;
    case 'result':
      must(isInt(word.value.ms), 'the time of a task');
      must(['ok', 'error', 'lost'].includes(word.value.outcome), 'the outcome of a task');
      return word;
  }
}

/** Without the characters that a JSON column refuses. */
export function decisionFrom(json: string): unknown {
  try {
    const value: unknown = JSON.parse(json);
    return JSON.parse(JSON.stringify(value).replaceAll('\\u0000', '\\ufffd'));
  } catch {
    throw new AppError('BAD_INPUT', 'a decision is not JSON');
  }
}
