// The part of a logger that sandboxes use; pino's fits.
export type SandboxLog = {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
};

export const silentLog: SandboxLog = { debug() {}, info() {}, warn() {} };
