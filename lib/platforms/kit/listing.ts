import { InvalidRequest } from '../../contracts/errors.ts';
import type { HttpAnswer, LabelListing } from '../platform.ts';
import { type Instant, instant } from './instant.ts';

/** From which time on a listing means changes; undefined where it means every label. */
export function startOf({ since }: LabelListing): Instant | undefined {
  if (since === undefined) return undefined;
  const start = instant(since);
  if (start) return start;
  throw new InvalidRequest('since must be a time such as 2026-05-04T12:00:00.000Z, but cannot be read as one.');
}

/** For an `after` that this reader did not give as the `next` of a page. */
export const unknownPage = (form: string): Error =>
  new InvalidRequest(`after must be the end of an earlier page, ${form}, but is not. List from the beginning.`);

/** The platform's own clock as it answered, in whole seconds, ISO 8601 in UTC; undefined where it does not say. */
export const clockOf = ({ headers }: Pick<HttpAnswer, 'headers'>): string | undefined =>
  instant(headers.get('date'))?.iso;
