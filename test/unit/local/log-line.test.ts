import { WriteStream } from 'node:tty';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { logLine } from '../../../local/log-line.ts';

const at = new Date('2026-05-04T09:12:44.123Z');
const line = (isWrong: boolean, isTTY: boolean, isForPrograms = false): string => {
  // As a terminal has it, which standard output is not here.
  const stream = Object.create(process.stdout, {
    isTTY: { value: isTTY },
    getColorDepth: { value: WriteStream.prototype.getColorDepth },
  }) as NodeJS.WriteStream;
  return logLine({ at, isWrong, message: 'encord  label-1  dead-lettered' }, stream, isForPrograms);
};
const plain = '09:12:44.123  encord  label-1  dead-lettered';
const red = '09:12:44.123  \u001b[31mencord  label-1  dead-lettered\u001b[39m';

describe('a line of the log of npm start', () => {
  beforeEach(() => {
    // A CI sets some of these.
    for (const name of ['NO_COLOR', 'FORCE_COLOR', 'NODE_DISABLE_COLORS', 'CI', 'TEAMCITY_VERSION'])
      vi.stubEnv(name, undefined);
    vi.stubEnv('TERM', 'xterm');
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it.each([
    ['of what is wrong is red on a terminal', {}, true, true, red],
    ['of what is right is plain on a terminal', {}, false, true, plain],
    ['is plain in a file or a pipe', {}, true, false, plain],
    ['is plain on a terminal with NO_COLOR', { NO_COLOR: '1' }, true, true, plain],
    ['is red in a pipe with FORCE_COLOR', { FORCE_COLOR: '1' }, true, false, red],
  ])('%s', (_what, environment, isWrong, isTTY, expected) => {
    for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
    expect(line(isWrong, isTTY)).toBe(expected);
  });

  it('is an object without colours for programs', () => {
    expect(JSON.parse(line(true, true, true))).toEqual({
      at: at.toISOString(),
      ok: false,
      message: 'encord  label-1  dead-lettered',
    });
  });
});
