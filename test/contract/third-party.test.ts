import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { noticesFile } from '../../docs/third-party.ts';

it('THIRD-PARTY-LICENSES.md keeps the copyright line of every package whose licence asks for it', () => {
  const text = readFileSync(noticesFile, 'utf8');
  const rows = [...text.matchAll(/^\| (\S+) \| \S+ \| ((?!licence|---|MIT-0).+) \|$/gm)].map(([, name = '']) => name);
  expect(rows).toContain('zod');
  for (const name of rows) {
    const [, section = ''] = text.split(`\n## ${name}\n`);
    expect(section.split('\n## ')[0], name).toMatch(/^copyright \(c\) \S|copyright .*\d{4}|Apache License/im);
  }
});
