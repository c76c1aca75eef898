import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
/** Where what comes from outside is read: deliveries, documents, answers, messages. */
const folders = ['lib/platforms', 'lib/contracts', 'lib/steps', 'lib/label', 'lib/queue'];

type Literal = { readonly place: string; readonly pattern: RegExp };

function literalsOf(file: string): Literal[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.ESNext, true);
  const found: Literal[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/');
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      const pattern = new RegExp(node.text.slice(1, end), node.text.slice(end + 1));
      found.push({ place: `${file}:${line + 1}`, pattern });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const literals = folders
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  )
  .filter((file) => file.endsWith('.ts'))
  .flatMap(literalsOf);

/** The text that a pattern begins with, as far as it is plain: what brings a match to the part that backtracks. */
const plainStarts = ({ source }: RegExp): string[] => {
  const plain = source.replace(/^\^/, '').replace(/\\([/.?*+-])/g, '$1');
  return ['', plain.slice(0, plain.search(/[[(\\]|$/))];
};
/** Words of the pattern itself: repeated, each may begin a match. */
const ownWords = ({ source }: RegExp): string[] => [...new Set(source.match(/[a-z]{2,}/gi) ?? [])];

const repeated = [
  'a',
  'A',
  '0',
  ' ',
  '\t',
  '.',
  '-',
  '_',
  '/',
  '\\',
  '@',
  '=',
  '?',
  '&',
  ';',
  '#',
  '+',
  ':',
  'é',
  '🚦',
];
const pairs = [
  'a.',
  'a@',
  '@a',
  '0.',
  'a/',
  '\\u',
  '\\u0041',
  'http://',
  'http://\\',
  '?a',
  '&a-',
  '.0',
  'application/',
  '::',
  '""',
];

function* attacks(pattern: RegExp, length: number): Generator<string> {
  const words = ownWords(pattern).flatMap((word) => [word, `${word} `, `&${word}`]);
  for (const start of plainStarts(pattern)) {
    for (const part of [...repeated, ...pairs, ...words]) {
      const text = start + part.repeat(Math.ceil(length / part.length));
      yield text;
      yield `${text}\u0000`; // nearly a match, up to the last character
    }
  }
}

/** CPU time of this thread: other programs on the machine do not count. */
function milliseconds(pattern: RegExp, text: string): number {
  const before = process.threadCpuUsage();
  pattern.lastIndex = 0;
  pattern.test(text);
  if (pattern.global) text.replace(pattern, '');
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}

/** Step by step: a pattern of exponential or cubic time is found at a length at which it still comes to an end. */
const lengths = [20, 24, 26, 1_000, 20_000];
const [quarter, longest] = [5_000, 20_000];
const limitMilliseconds = 60; // a linear pattern takes about one
const telling = 5; // milliseconds; below, the clock and the machine are too coarse for a ratio
const mostGrowth = 9; // four times the length: 4 when linear, 16 when quadratic

/** The mean of as many passes as the clock needs, which may be as coarse as some milliseconds. */
function mean(pattern: RegExp, text: string): number {
  let [spent, passes] = [0, 0];
  for (; spent < 40 && passes < 1_000; passes += 1) spent += milliseconds(pattern, text);
  return spent / passes;
}

/** What makes the pattern slow, in words; undefined when nothing does. */
function slowness(pattern: RegExp): string | undefined {
  const shorter = [...attacks(pattern, quarter)];
  for (const length of lengths) {
    for (const [index, text] of [...attacks(pattern, length)].entries()) {
      const once = milliseconds(pattern, text);
      if (once < telling || (length < longest && once <= limitMilliseconds)) continue;
      const took = mean(pattern, text);
      const what = `${took.toFixed(0)} ms for ${length} characters of ${JSON.stringify(text.slice(0, 24))}`;
      if (took > limitMilliseconds) return what;
      if (length < longest || took <= telling) continue;
      const growth = took / mean(pattern, shorter[index] ?? '');
      if (growth > mostGrowth) return `${what}, ${growth.toFixed(0)} × a quarter`;
    }
  }
  return undefined;
}

describe('the regular expressions of what reads foreign text', () => {
  it('are found', () => {
    expect(literals.length).toBeGreaterThan(25);
    expect(literals.map(({ place }) => place)).toContainEqual(expect.stringMatching(/receive-delivery\.ts/));
  });

  it.each(literals.map(({ place, pattern }) => [place, String(pattern), pattern] as const))(
    'take linear time: %s %s',
    (_place, _text, pattern) => {
      expect(slowness(pattern)).toBeUndefined();
    },
  );

  it.each([/\S+@\S+/, /^(a+)+$/, /\s+$/])(
    'would be distinguished from one like %s, whose time grows faster',
    (pattern) => {
      expect(slowness(pattern)).toBeDefined();
    },
  );
});
