export * from './place.ts';
export * from './snapshot.ts';
