import { bar } from '../progress-line.ts';
import { figure } from '../sync/run-text.ts';
import type { ChosenFiles } from './chosen-files.ts';
import type { PullCounts } from './fetch-missing.ts';
import { bytesText } from './summary.ts';

export function progressText({ files, bytes }: PullCounts, chosen: ChosenFiles): string {
  const total = chosen.files.size;
  return `pulling  ${bar(files, total)} ${figure(files)} of ${figure(total)} files, ${bytesText(bytes)}`;
}
