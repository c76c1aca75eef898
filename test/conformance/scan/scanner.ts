import type { Finding } from './judge.ts';

export type Scan =
  | { readonly looked: number; readonly at: string; readonly findings: readonly Finding[] }
  /** Why it cannot say anything here: never the same as having found nothing. */
  | { readonly unavailable: string };

export type Scanner = {
  readonly name: string;
  scan(): Scan | Promise<Scan>;
  /** At least one. */
  readonly planted: readonly Planted[];
};

/** What it says of a fault made for it: a scanner that is blind passes everything. */
export type Planted = {
  readonly rule: string;
  find(): readonly Finding[] | Promise<readonly Finding[]>;
};
