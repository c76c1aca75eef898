import { describe, expect, it } from 'vitest';
import { type BucketFile, fileTree, treeSummary } from '../../../local/demo/bucket.ts';

const file = (key: string, size = 2048): BucketFile => ({ key, size, text: async () => '' });
const files = [
  file('labels/labelbox/project/a.json'),
  file('records/label-studio/4/61.json'),
  file('records/label-studio/4/62.json'),
  file('units/labelbox/project/labels/x'),
];

describe('the bucket as the demo shows it', () => {
  it('is a line for each tree of each connection, one file or several', () => {
    const lines = treeSummary(files, undefined).split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^labels\/labelbox\/ +1 file +2\.0 kB {2}\S/),
      expect.stringMatching(/^records\/label-studio\/ +2 files +4\.0 kB {2}Records: .* of each label$/),
      expect.stringMatching(/^units\/labelbox\/ +1 file +2\.0 kB {2}\S/),
    ]);
  });

  it.each([60, 80])('wraps no line at %i columns', (width) => {
    const long = file(`exports/coco/label-studio/${'p'.repeat(8)}/annotations/street.json`, 12_345_678);
    for (const text of [treeSummary([...files, long], width), fileTree([...files, long], width)])
      expect(text.split('\n').filter((line) => line.length > width)).toEqual([]);
    expect(fileTree([...files, long], width)).toContain('12345678 B');
  });
});
