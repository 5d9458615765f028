import { AppError } from '@runsurge/model';
import { describe, expect, it } from 'vitest';
import { arrivedBytes, type Contents } from './contents.ts';
import { driverLine } from './driver-line.ts';
import { executorLine } from './executor-line.ts';
import type { Word } from './line.ts';
import { encodeMessage, type Message, MessageDecoder } from './messages.ts';

const small = (text: string) => ({ inline: Buffer.from(text), blobId: '', sizeBytes: 0 });
const contents: Contents = {
  packSmall: (payload) => ({ inline: Buffer.from(payload), blobId: '', sizeBytes: 0 }),
  packLarge: async () => {
    throw new AppError('INTERNAL', 'nothing is large here');
  },
  arrive: async (content) => arrivedBytes(content?.inline ?? Buffer.alloc(0)),
  park: async (bytes) => arrivedBytes(bytes),
  release: () => undefined,
};

/** A script's end of a channel. */
function aScript() {
  const decoder = new MessageDecoder();
  const heard: Message['header'][] = [];
  let closed = false;
  return {
    heard,
    isClosed: () => closed,
    writer: {
      async write(bytes: Uint8Array) {
        decoder.push(bytes);
        for (let next = decoder.next(); next; next = decoder.next()) heard.push(next.header);
      },
      close() {
        closed = true;
      },
    },
  };
}

const kinds = (words: readonly Word[]) => words.map(({ $case }) => $case);
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('the line of a driver', () => {
  it('starts with the plan and with how an earlier driver cut', async () => {
    const chunks: Buffer[] = [];
    const once = (async function* () {
      yield Buffer.from('{"regions"');
      yield Buffer.from(':[]}');
    })();
    for (const [plan, earlier] of [
      [arrivedBytes(Buffer.from('{"regions":[]}')), ''],
      [{ sizeBytes: 14, bytes: once, release: () => undefined }, '[{"region":1}]'],
    ] as const) {
      const line = driverLine({
        attempt: 'a' as Parameters<typeof driverLine>[0]['attempt'], // any text will do
        mode: 'auto',
        plan: async () => plan,
        earlier: Buffer.from(earlier),
        contents,
        say: () => undefined,
        onGarbage: () => undefined,
      });
      const write = async (bytes: Uint8Array) => void chunks.push(Buffer.from(bytes));
      line.channel.opened({ write, close: () => undefined });
      await turn();
      const decoder = new MessageDecoder();
      decoder.push(Buffer.concat(chunks.splice(0)));
      const message = decoder.next();
      expect(message?.header).toEqual({ t: 'start', mode: 'auto', executors: 0 });
      expect(JSON.parse(String(message?.payload))).toEqual({
        plan: { regions: [] },
        earlier: earlier === '' ? [] : [{ region: 1 }],
      });
    }
  });

  async function aDriver() {
    const words: Word[] = [];
    const garbage: string[] = [];
    const script = aScript();
    const line = driverLine({
      attempt: 'a' as Parameters<typeof driverLine>[0]['attempt'], // any text will do
      mode: 'auto',
      plan: async () => arrivedBytes(Buffer.from('{}')),
      earlier: Buffer.alloc(0),
      contents,
      say: (word) => words.push(word),
      onGarbage: ({ message }) => garbage.push(message),
    });
    line.channel.opened(script.writer);
    await turn();
    const said = (header: Message['header'], payload = '') =>
      line.channel.received(encodeMessage(header, Buffer.from(payload)));
    const answer = (index: number, content = small('')) =>
      line.order({
        $case: 'result',
        value: { stage: 1, index, ok: true, why: '', node: 'n', ms: 1, replayed: false, content },
      });
    const open = () => said({ t: 'open', stage: 1, region: 2, occurrence: 0, hash: 'h' });
    return { line, words, garbage, script, said, answer, open };
  }

  it('begins with the plan, and passes on what the script says', async () => {
    const { words, script, said, open, answer } = await aDriver();
    await open();
    await said({ t: 'common', stage: 1 }, 'shared');
    await said({ t: 'task', stage: 1, index: 0, items: 3 }, 'work');
    answer(0);
    await said({ t: 'close', stage: 1 });
    expect(kinds(words)).toEqual(['open', 'common', 'task', 'close']);
    expect(script.heard.map(({ t }) => t)).toEqual(['start', 'result']);
  });

  it('says again what is open and not answered, and each answer is passed on once', async () => {
    const { line, words, script, said, open, answer } = await aDriver();
    await open();
    for (const index of [0, 1, 2]) await said({ t: 'task', stage: 1, index });
    await said({ t: 'decision', region: 2 });
    answer(1);
    answer(1);
    words.length = 0;
    line.disconnected();
    line.connected();
    expect(kinds(words)).toEqual(['decision', 'open', 'task', 'task']);
    expect(script.heard.filter(({ t }) => t === 'result')).toHaveLength(1);
  });

  it('slows a script that floods it, and loses nothing', async () => {
    const { words, said, open, answer } = await aDriver();
    await open();
    let taken = 0;
    const flood = (async () => {
      for (let index = 0; index < 6_000; index++) {
        await said({ t: 'task', stage: 1, index });
        taken += 1;
      }
    })();
    await turn();
    await turn();
    expect(taken).toBeLessThan(4_200);
    for (let index = 0; taken < 6_000; index++) {
      answer(index);
      await turn();
    }
    await flood;
    expect(words.filter(({ $case }) => $case === 'task')).toHaveLength(6_000);
  });

  it.each([
    [{ t: 'nonsense' }],
    [{ t: 'task', stage: 9, index: 0 }],
    [{ t: 'open', stage: -1, region: 0, occurrence: 0, hash: '' }],
    [{ t: 'open', stage: 1, region: 2, occurrence: 0, hash: 'h' }],
    [{ t: 'task', stage: 1, index: 1.5 }],
  ])('ends when the script says %j', async (header) => {
    const { garbage, said, open } = await aDriver();
    await open();
    await expect(said(header)).rejects.toThrow();
    expect(garbage).toHaveLength(1);
  });

  it('closes what the script left open', async () => {
    const { line, words, open } = await aDriver();
    await open();
    line.channel.closed();
    expect(kinds(words)).toEqual(['open', 'close']);
  });
});

describe('the line of an executor', () => {
  function anExecutor() {
    const words: Word[] = [];
    const ends: boolean[] = [];
    const script = aScript();
    const line = executorLine({
      contents,
      say: (word) => words.push(word),
      onEnd: (wasTold) => ends.push(wasTold),
      onGarbage: () => undefined,
    });
    line.channel.opened(script.writer);
    const said = (header: Message['header']) => line.channel.received(encodeMessage(header));
    const give = (key: number) =>
      line.order({ $case: 'task', value: { key, common: '', content: small('') } });
    const result = (key: string) => said({ t: 'result', key, ok: true, ms: 1.4 });
    return { line, words, ends, script, said, give, result };
  }

  it('is ready when its process is, and passes tasks and results on', async () => {
    const { line, words, script, said, give, result } = anExecutor();
    line.order({ $case: 'common', value: { id: 'c', content: small('') } });
    await said({ t: 'ready' });
    give(7);
    await result('7');
    expect(kinds(words)).toEqual(['ready', 'result']);
    expect(script.heard.map(({ t }) => t)).toEqual(['common', 'task']);
  });

  it('is ready again after a break only when everything of before is answered', async () => {
    const { line, words, script, said, give, result } = anExecutor();
    await said({ t: 'ready' });
    give(1);
    give(2);
    line.disconnected();
    expect(script.heard.map(({ t }) => t)).toEqual(['task', 'task', 'cancel', 'cancel']);
    await result('1');
    line.connected();
    expect(kinds(words)).toEqual(['ready']);
    await result('2');
    expect(kinds(words)).toEqual(['ready', 'ready']);
  });

  it('ends with its process, or when it is told to', async () => {
    const { line, ends, script } = anExecutor();
    line.order({ $case: 'end', value: {} });
    expect([ends, script.isClosed()]).toEqual([[true], true]);
    line.channel.closed();
    expect(ends).toEqual([true, false]);
  });

  it('does not believe an answer to what it was not given', async () => {
    const { words, said, result } = anExecutor();
    await said({ t: 'ready' });
    await expect(result('5')).rejects.toThrow('nobody gave it that task');
    expect(kinds(words)).toEqual(['ready']);
  });
});
