export * from './ca.ts';
export * from './identity.ts';
export * from './master-certificate.ts';
export * from './verify.ts';
