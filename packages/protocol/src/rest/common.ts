// Pieces that every REST contract is made of: ids, pages, problems. One definition each; server,
// client, web and OpenAPI all derive from it.
import { z } from 'zod';

export const uuidText = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, 'must be an id');
export const sha256Text = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');
export const timeText = z.iso.datetime().describe('UTC, ISO 8601');

/** RFC 9457 problem document. `code` is stable, `title` is a sentence, `remedy` says what to do. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  remedy: z.string().optional(),
  requestId: z.string().optional(),
  fields: z
    .array(z.object({ field: z.string(), message: z.string() }))
    .optional()
    .describe('of BAD_INPUT: what is wrong with which field'),
  offset: z.int().optional().describe('of OFFSET_MISMATCH: where the next byte belongs'),
});
export type Problem = z.infer<typeof problem>;

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional().describe('`nextCursor` of the page before'),
});

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

export const nothing = z.object({});

/** Makes a creation repeatable: the same key gives the same thing. */
export const idempotencyHeaders = z.looseObject({
  'idempotency-key': z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe('repeat a request with the same key, and it is done once'),
});
export const idParams = z.object({ id: uuidText });
