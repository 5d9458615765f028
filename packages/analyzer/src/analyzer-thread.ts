// The thread side of analyzer.ts: one script after the other, text in, plan out.
import { parentPort } from 'node:worker_threads';
import { analyzeText } from './analyze-text.ts';

parentPort?.on('message', ({ id, source }: { id: number; source: Uint8Array }) => {
  parentPort?.postMessage({ id, plan: analyzeText(Buffer.from(source).toString('utf8')) });
});
