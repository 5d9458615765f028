// Serves PGlite on a unix socket to the master's own `pg`. PGlite is one session, which all
// connections share; while one of them has a transaction open the others wait.
// What belongs together, from Bind to Sync, goes in at once and its answer comes out in one piece.
// Message by message, as the package pglite-socket does it, a query took the thread 1.5 times as long.
import { createServer, type Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';

type Connection = {
  readonly socket: Socket;
  chunks: Buffer[];
  arrivedBytes: number;
  /** Nothing new is complete before so many bytes are there. */
  wantedBytes: number;
  hasStarted: boolean;
};

const headerBytes = 5;
/** Messages after which the server answers: Sync, and Query, which needs none. */
const ends = new Set(['S', 'Q'].map((letter) => letter.charCodeAt(0)));
const readyForQuery = 'Z'.charCodeAt(0);
const readyBytes = 6;
const outsideTransaction = 'I'.charCodeAt(0);
/** A Query message. */
const rollback = Buffer.from('Q\0\0\0\x0drollback\0');

export async function serveEmbedded(db: PGlite, path: string): Promise<{ close(): Promise<void> }> {
  const connections = new Set<Connection>();
  /** Whose transaction is open. */
  let holder: Connection | undefined;
  let busy = false;

  async function answerTo(batch: Uint8Array): Promise<Buffer> {
    const pieces: Buffer[] = [];
    const onRawData = (piece: Uint8Array) => {
      pieces.push(Buffer.from(piece)); // a copy: the piece is PGlite's own memory
    };
    await db.execProtocolRawStream(batch, { syncToFs: false, onRawData });
    return Buffer.concat(pieces);
  }

  /** True when somebody had something to answer. */
  async function serveOne(): Promise<boolean> {
    if (holder && !connections.has(holder)) {
      // Undone, or nobody else would ever have a turn.
      await answerTo(rollback);
      holder = undefined;
    }
    for (const connection of holder ? [holder] : connections) {
      const batch = takeBatch(connection);
      if (batch === undefined) continue;
      const answer = await answerTo(batch);
      holder = isInTransaction(answer) ? connection : undefined;
      connection.socket.write(answer);
      return true;
    }
    return false;
  }

  async function serveAll(): Promise<void> {
    if (busy) return;
    busy = true;
    while (await serveOne());
    busy = false;
  }

  const server = createServer((socket) => {
    const connection: Connection = {
      socket,
      chunks: [],
      arrivedBytes: 0,
      wantedBytes: headerBytes,
      hasStarted: false,
    };
    connections.add(connection);
    socket.on('data', (chunk) => {
      keep(connection, chunk);
      void serveAll();
    });
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => {
      connections.delete(connection);
      void serveAll();
    });
  });
  await new Promise<void>((listens, fail) => {
    server.once('error', fail);
    server.listen(path, listens);
  });
  return {
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const { socket } of connections) socket.destroy();
      }),
  };
}

function keep(connection: Connection, chunk: Buffer): void {
  connection.chunks.push(chunk);
  connection.arrivedBytes += chunk.length;
}

/** The start-up packet, or messages up to one that is to be answered. Undefined until all of it is there. */
function takeBatch(connection: Connection): Uint8Array | undefined {
  // Not looked at chunk by chunk: a job with 100,000 files has thousands of them.
  if (connection.arrivedBytes < connection.wantedBytes) return undefined;
  const bytes = Buffer.concat(connection.chunks);
  connection.chunks = [bytes];
  let at = 0;
  for (let isEnd = false; !isEnd; ) {
    const size = sizeOfMessage(bytes, at, connection.hasStarted);
    if (at + size > bytes.length) {
      connection.wantedBytes = at + size;
      return undefined;
    }
    isEnd = !connection.hasStarted || ends.has(bytes[at] ?? 0);
    connection.hasStarted = true;
    at += size;
  }
  connection.chunks = [bytes.subarray(at)];
  connection.arrivedBytes = bytes.length - at;
  connection.wantedBytes = headerBytes;
  return bytes.subarray(0, at);
}

/** A letter and the length of the rest, which only the start-up packet has without a letter. */
function sizeOfMessage(bytes: Buffer, at: number, hasLetter: boolean): number {
  if (at + headerBytes > bytes.length) return headerBytes;
  return hasLetter ? 1 + bytes.readInt32BE(at + 1) : bytes.readInt32BE(at);
}

/** The last of every answer says so. */
function isInTransaction(answer: Buffer): boolean {
  const isReady = answer.at(-readyBytes) === readyForQuery;
  return isReady && answer.at(-1) !== outsideTransaction;
}
