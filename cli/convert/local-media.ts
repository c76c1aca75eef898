import { closeSync, openSync, readSync, statSync } from 'node:fs';
import type { ChosenFormat } from '../../lib/configuration/chosen-formats.ts';
import { InvalidLabel } from '../../lib/contracts/errors.ts';
import type { Label } from '../../lib/label/label.ts';
import { everyNeed } from '../../lib/label/need.ts';
import { completeLabel } from '../../lib/media/complete-label.ts';
import type { MediaSource } from '../../lib/media/media-source.ts';
import { unitFilesIn } from '../unit-files.ts';

/**
 * The label with what these formats need of its units, its platform does not say, and their files in this folder do. Of what
 * has no file there nothing is known. InvalidLabel where a file is not what the unit is.
 */
export function completedFrom(folder: string, formats: readonly ChosenFormat[]): (label: Label) => Promise<Label> {
  const files = unitFilesIn(folder);
  const needs = formats.flatMap(({ format, options }) => {
    const own = format.needsOf(options);
    return own.length > 0 ? own : everyNeed; // it writes whatever is known
  });
  return async (label) => {
    const { label: completed, unobtained } = await completeLabel(label, needs, (unit) => {
      const file = unit.media === 'document' ? files.layerOf(unit) : files.of(unit);
      if (file !== undefined) return [[fileSource(file)]];
      const [first, ...others] = unit.media === 'volume' ? files.seriesOf(unit).map(fileSource) : [];
      return first ? [[first, ...others]] : [];
    });
    const [problem] = unobtained;
    if (problem) throw new InvalidLabel(`${problem.message} Or take the file away.`);
    return completed;
  };
}

/** The file is open only while it is read: a folder may have more files than a process may open. */
const fileSource = (path: string): MediaSource => ({
  name: path,
  bytes: statSync(path).size,
  async read(start, end) {
    const file = openSync(path, 'r');
    try {
      const bytes = Buffer.alloc(end - start);
      return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, start));
    } finally {
      closeSync(file);
    }
  },
});
