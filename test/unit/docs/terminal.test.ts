import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { terminalFile, terminalText } from '../../../docs/terminal.ts';

it('docs/terminal.md has what the commands print today (npm run docs)', () => {
  expect(readFileSync(terminalFile, 'utf8')).toBe(terminalText());
});

it('what is printed fits 80 columns, but for commands and keys, which are copied whole', () => {
  const blocks = [...terminalText().matchAll(/```text\n\$ [^\n]*\n([\s\S]*?)```/g)].map(([, block = '']) => block);
  expect(blocks).toHaveLength(4);
  const long = blocks.flatMap((block) => block.split('\n')).filter((line) => line.length > 80);
  expect(long.filter((line) => !/npx labelwire|\w+\/\w+\/\w+/.test(line))).toEqual([]);
  expect(blocks.join('\n').match(/npx labelwire .* --(region eu-central-1|local)$/gm)).toHaveLength(
    blocks.join('\n').match(/npx labelwire/g)?.length ?? 0,
  );
});
