import { expect, it } from 'vitest';
import setup from '../../../../lib/platforms/labelbox/api/setup.ts';

it('a label is not announced without its data row, by which it is fetched', () => {
  const now = new Date('2026-05-04T12:00:00.000Z');
  expect(() => setup.delivery({ project: '7', label: '21' }, 'secret', now)).toThrow(/--data-unit/);
});
