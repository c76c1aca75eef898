import { type Reason, RowRefused } from '../../access/dataset/refused.ts';

/** The reason why a row is refused; undefined when it is not. Throws any other error. */
export function refusalOf(act: () => unknown): Reason | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof RowRefused) return error.reason;
    throw error;
  }
}
