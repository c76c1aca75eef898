import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { newFolder } from '../../../local/new-folder.ts';

/** A request with the AWS SDK, by one of the programs that the checks run. */
export type RecordedCall = {
  /** `serverless`, or `main` for `labelwire`. */
  readonly program: string;
  readonly command: string;
  /** As the SDK names it: `Secrets Manager`. */
  readonly service: string;
  readonly operation: string;
};

/** Has every program that is run from now on write down its requests. */
export function recordCalls(): void {
  const folder = newFolder();
  const recorder = pathToFileURL(join(import.meta.dirname, 'recorded-calls.ts'));
  process.env.RECORDED_CALLS = join(folder, 'calls.jsonl');
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import ${recorder}`.trim();
}

export function recordedCalls(): RecordedCall[] {
  const { RECORDED_CALLS: file = '' } = process.env;
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as RecordedCall);
}
