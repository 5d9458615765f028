// What is said to the master about one attempt's stages: everything of one turn of the loop in one
// message, cut where it would be too large for one.
import type { AttemptId } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import type { Word } from './line.ts';

/** The master takes 8 MiB; one word adds at most 256 KiB. */
const fullBytes = 1 << 20;

function bytesOf(word: Word): number {
  return 'content' in word.value ? (word.value.content?.inline.length ?? 0) : 0;
}

export type Talk = {
  say(word: Word): void;
  /** At once, before something else is said that must come after it. */
  flush(): void;
};

export function makeTalk(attemptId: AttemptId, send: (talk: grpc.StageTalk) => void): Talk {
  let words: grpc.StageWord[] = [];
  let bytes = 0;
  function flush(): void {
    if (words.length > 0) send({ attemptId, words });
    words = [];
    bytes = 0;
  }
  return {
    say(word) {
      if (words.length === 0) setImmediate(flush);
      words.push({ kind: word });
      bytes += bytesOf(word);
      if (bytes >= fullBytes) flush();
    },
    flush,
  };
}
