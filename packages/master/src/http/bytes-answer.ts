// How the API document describes answers that are not JSON.
import { z } from 'zod';
import { octetStream } from './octet-stream.ts';

const bytes = z.any().meta({ type: 'string', format: 'binary' });

export const bytesAnswer = {
  description: 'the bytes',
  content: { [octetStream]: { schema: bytes } },
};

export function textAnswer(contentType: string, description: string) {
  return { description, content: { [contentType]: { schema: z.string() } } };
}

export const noAnswer = z.undefined().describe('nothing');

/** Described as one event; what is sent is a stream of them. */
export function eventsAnswer(event: z.ZodType) {
  const schema: z.ZodType<unknown> = event.meta({ description: 'the data of each event' });
  return { description: 'server-sent events', content: { 'text/event-stream': { schema } } };
}
