// Python text in, plan out. A place holder: it finds nothing to spread.

export type Plan = {
  readonly regions: readonly {
    readonly id: number;
    readonly parallel: 'yes' | 'guarded' | 'no';
  }[];
};

export type AnalyzeOptions = {
  readonly signal: AbortSignal;
  /** The version that the script asks for; null: any. */
  readonly python: string | null;
};
export type Analyze = (source: Uint8Array, options: AnalyzeOptions) => Promise<Plan>;

export const analyze: Analyze = async () => ({ regions: [] });
