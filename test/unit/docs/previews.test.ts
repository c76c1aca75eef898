import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { previewFiles } from '../../../docs/previews.ts';

it.each(previewFiles())('%s is what is drawn today (npm run docs)', (file, text) => {
  expect(readFileSync(file, 'utf8')).toBe(text);
});
