// What a driver may say on its channel, parsed. It is a script: anything else ends the channel.
import { AppError } from '@runsurge/model';
import { z } from 'zod';
import type { Message } from './messages.ts';

const count = z
  .int()
  .min(0)
  .max(2 ** 31 - 1);
const schema = z.discriminatedUnion('t', [
  z.object({
    t: z.literal('open'),
    stage: count,
    region: count,
    occurrence: count,
    hash: z.string().max(200),
    label: z.string().max(500).default(''),
    line: count.default(0),
  }),
  z.object({ t: z.literal('common'), stage: count }),
  z.object({ t: z.literal('task'), stage: count, index: count, items: count.default(0) }),
  z.object({ t: z.literal('cancel'), stage: count, index: count.nullish() }),
  z.object({ t: z.literal('close'), stage: count }),
  z.looseObject({ t: z.literal('decision') }),
]);
export type DriverSaid = z.infer<typeof schema>;

export function driverSaid({ header }: Message): DriverSaid {
  const parsed = schema.safeParse(header);
  if (parsed.success) return parsed.data;
  throw new AppError('BAD_INPUT', `a driver said what makes no sense: ${parsed.error.message}`);
}
