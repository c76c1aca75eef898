import { afterEach, expect, it, vi } from 'vitest';
import { memoryWatch } from '../../../lib/runtime/memory-watch.ts';
import { recordingLog } from '../../support/events.ts';

afterEach(() => vi.unstubAllEnvs());

it('logs the most that was used, of how much, each time that it has grown by a step, and not in between', () => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_MEMORY_SIZE', '512');
  const { log, entries } = recordingLog();
  let used = 120.4;
  const note = memoryWatch('WriteExport', log, () => used);
  for (const peak of [120.4, 120.4, 127, 130, 191, 400]) {
    used = peak;
    note();
  }
  expect(entries.map(({ event, fields }) => [event, fields])).toEqual(
    [120, 130, 400].map((megabytes) => ['memory-grown', { step: 'WriteExport', megabytes, of: 512 }]),
  );
});

it('is silent where nothing says how much memory there is', () => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_MEMORY_SIZE', '');
  const { log, entries } = recordingLog();
  memoryWatch('WriteExport', log, () => 1_000)();
  expect(entries).toEqual([]);
});

it('measures this very process unless it is given something else', () => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_MEMORY_SIZE', '1024');
  const { log, entries } = recordingLog();
  memoryWatch('WriteExport', log)();
  expect(Number(entries[0]?.fields.megabytes)).toBeGreaterThan(20);
});
