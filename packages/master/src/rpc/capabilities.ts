// What a worker says of itself, checked before it is believed: sizes within reason, texts of sane length.
import { AppError } from '@runsurge/model';
import type { grpc } from '@runsurge/protocol';
import type { NodeCapabilities } from '@runsurge/store';
import { z } from 'zod';

const text = z.string().max(500);
const bytes = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
const schema = z.object({
  hostname: text,
  platform: text,
  version: text,
  cores: z.int().min(1).max(4096),
  memoryBytes: bytes,
  diskBytes: bytes,
  slots: z.int().min(1).max(4096),
  environments: z
    .array(
      z.object({
        id: text,
        implementation: text,
        version: text,
        architecture: text,
        packages: z.record(text, text),
      }),
    )
    .max(50),
  sandboxes: z.array(z.object({ name: text, works: z.boolean(), reason: text })).max(20),
});

export function capabilitiesFrom(message: grpc.Capabilities | undefined): NodeCapabilities {
  const parsed = schema.safeParse(message);
  if (parsed.success) return parsed.data;
  throw new AppError(
    'BAD_INPUT',
    `the capabilities make no sense: ${z.prettifyError(parsed.error)}`,
  );
}
