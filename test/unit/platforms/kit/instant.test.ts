import { describe, expect, it } from 'vitest';
import { instant } from '../../../../lib/platforms/kit/instant.ts';

describe('a time', () => {
  it.each([
    ['2023-12-01T10:29:57.901639+00:00', 1_701_426_597_901_639, '2023-12-01T10:29:57.901Z'],
    ['2023-12-01T10:29:57.9+02:00', 1_701_419_397_900_000, '2023-12-01T08:29:57.900Z'],
    ['2023-03-21T11:03:52.573279', 1_679_396_632_573_279, '2023-03-21T11:03:52.573Z'],
    ['2025-01-07 16:12:23', 1_736_266_343_000_000, '2025-01-07T16:12:23.000Z'],
    ['2025-01-07 16:12:23 UTC', 1_736_266_343_000_000, '2025-01-07T16:12:23.000Z'],
    ['Fri, 01 Dec 2023 10:30:02 UTC', 1_701_426_602_000_000, '2023-12-01T10:30:02.000Z'],
    ['Fri, 01 Dec 2023 10:30:02 GMT', 1_701_426_602_000_000, '2023-12-01T10:30:02.000Z'],
  ])('%s is read in UTC, whatever the time zone of the machine', (text, microseconds, iso) => {
    expect(instant(text)).toEqual({ microseconds, iso });
  });

  it.each(['', 'noon', '2023-12-01', '01/12/2023 10:00:00', '2023-13-01T10:00:00', 'None'])(
    '%j is not a time',
    (text) => {
      expect(instant(text)).toBeUndefined();
    },
  );
});
