// Contracts of /api/uploads: resumable, checksummed transfer of one blob to the pool.
import { z } from 'zod';
import { sha256Text, uuidText } from './common.ts';

export const maxBlobBytes = 64 * 1024 ** 3;

/** What `PUT /api/blobs/:sha256` takes in one piece; more goes through an upload, which can resume. */
export const maxPutBytes = 16 * 1024 ** 2;

export const uploadRequest = z.object({
  sha256: sha256Text,
  sizeBytes: z.int().min(0).max(maxBlobBytes),
});

export const upload = z.object({
  id: uuidText.nullable().describe('null when the pool already has these bytes from you'),
  sha256: sha256Text,
  sizeBytes: z.int(),
  offset: z.int().describe('how many bytes the pool has; send the rest from here'),
  state: z.enum(['uploading', 'stored']),
});
export type Upload = z.infer<typeof upload>;

export const uploadHeaders = z.looseObject({
  'upload-offset': z.coerce
    .number()
    .int()
    .min(0)
    .max(maxBlobBytes)
    .describe('where the first byte of the body belongs; `offset` of the upload'),
});

export const blobParams = z.object({ sha256: sha256Text });
export const storedBlob = z.object({ sha256: sha256Text, sizeBytes: z.int() });
export type StoredBlobView = z.infer<typeof storedBlob>;
