export * from './blob-store.ts';
export * from './disk.ts';
export * from './journal.ts';
export * from './offset-mismatch.ts';
export * from './record.ts';
export * from './uploads.ts';
