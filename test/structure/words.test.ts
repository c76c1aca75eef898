import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/examples.ts';

/** Words that were used for too many things: say `message`, `reported`, `fix`, `repair`. */
const avoided = /\btold\b|\bmend/;

/** Lines that may keep one: `file: the whole line, trimmed`. */
const allowed: readonly string[] = [
  'CHANGELOG.md: - Messages in plain English, in one form: `<field> must be <what>, but is <kind>. <What to do.>` The keys `told` and `mend` of',
];

/** Tracked files, and those that are about to be. */
const files = (): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.md'], {
    cwd: root,
    encoding: 'utf8',
  })
    .trim()
    .split('\n')
    .filter((file) => file !== '' && basename(file) !== 'words.test.ts');

it('the words of the glossary are used, and none of those that they replace', () => {
  const all = files();
  expect(all.length).toBeGreaterThan(500);
  const found = all.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .filter((line) => avoided.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(found).toEqual(allowed);
});
