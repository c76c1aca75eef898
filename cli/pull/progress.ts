import { bar } from '../progress-line.ts';
import { figure } from '../sync/run-text.ts';
import type { Pulled } from './pull-release.ts';
import { bytesText } from './summary.ts';

export function progressText({ counts: { files, bytes }, pictures, chosen }: Progress): string {
  const total = chosen.files.size;
  if (pictures && files === total) {
    const failed = pictures.notFetched > 0 ? `, ${figure(pictures.notFetched)} not fetched` : '';
    return `pulling  ${figure(pictures.pictures)} pictures${failed}`;
  }
  return `pulling  ${bar(files, total)} ${figure(files)} of ${figure(total)} files, ${bytesText(bytes)}`;
}

type Progress = Pick<Pulled, 'counts' | 'pictures' | 'chosen'>;
