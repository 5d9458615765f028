export { type MasterConfig, masterConfig } from './config.ts';
export { localAccountToken } from './local-account.ts';
export { type Master, startMaster } from './main.ts';
