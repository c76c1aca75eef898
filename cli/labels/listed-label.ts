import { given } from '../../lib/contracts/given.ts';
import type { LabelRecord } from '../../lib/store/record.ts';

/** A label as its record has it, in short. */
export type ListedLabel = {
  readonly connection: string;
  readonly project: string;
  readonly label: string;
  readonly dataUnit?: string;
  readonly status: LabelRecord['status'];
  /** The platform's own word. */
  readonly state?: string;
  /** Microseconds since 1970; 0 where nothing was ever exported. */
  readonly revision: number;
  readonly writtenAt: string;
  /** The trees that have a file of it: `labels`, `exports/coco`. */
  readonly trees: readonly string[];
  /** What formats omit, by format and code. */
  readonly omitted: readonly { readonly format: string; readonly code: string; readonly count: number }[];
  /** The name of the error by which its newest revision was given up. */
  readonly error?: string;
};

/** A record that cannot be read: whose it is, its key says no more. */
export type UnreadableRecord = { readonly key: string; readonly problem: string };

export const listedLabelOf = (record: LabelRecord): ListedLabel => ({
  ...{ connection: record.connection, project: record.project, label: record.label },
  ...given({ dataUnit: record.dataUnit, state: record.state, error: record.failure?.error }),
  status: record.status,
  revision: record.revision,
  writtenAt: record.writtenAt,
  trees: [...new Set(Object.keys(record.files).map((key) => /^(exports\/)?[^/]+/.exec(key)?.[0] ?? key))].sort(),
  omitted: record.omitted.map(({ format, code, count }) => ({ format, code, count })),
});
