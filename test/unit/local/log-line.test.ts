import { WriteStream } from 'node:tty';
import { describe, expect, it } from 'vitest';
import { logLine } from '../../../local/log-line.ts';

const at = new Date('2026-05-04T09:12:44.123Z');
/** With no other environment than this: a CI sets some of what Node looks at. */
function line(isWrong: boolean, isTTY: boolean, environment: Readonly<Record<string, string>>, isForPrograms = false) {
  // As a terminal has it, which standard output is not here.
  const stream = Object.create(process.stdout, {
    isTTY: { value: isTTY },
    getColorDepth: { value: WriteStream.prototype.getColorDepth },
  }) as NodeJS.WriteStream;
  const { env } = process;
  process.env = { TERM: 'xterm', ...environment };
  try {
    return logLine({ at, isWrong, message: 'encord  label-1  dead-lettered' }, stream, isForPrograms);
  } finally {
    process.env = env;
  }
}
const plain = '09:12:44.123  encord  label-1  dead-lettered';
const red = '09:12:44.123  \u001b[31mencord  label-1  dead-lettered\u001b[39m';

describe('a line of the log of npm start', () => {
  it.each([
    ['of what is wrong is red on a terminal', {}, true, true, red],
    ['of what is right is plain on a terminal', {}, false, true, plain],
    ['is plain in a file or a pipe', {}, true, false, plain],
    ['is plain on a terminal with NO_COLOR', { NO_COLOR: '1' }, true, true, plain],
    ['is red in a pipe with FORCE_COLOR', { FORCE_COLOR: '1' }, true, false, red],
  ])('%s', (_what, environment, isWrong, isTTY, expected) => {
    expect(line(isWrong, isTTY, environment)).toBe(expected);
  });

  it('is an object without colours for programs', () => {
    expect(JSON.parse(line(true, true, {}, true))).toEqual({
      at: at.toISOString(),
      ok: false,
      message: 'encord  label-1  dead-lettered',
    });
  });
});
