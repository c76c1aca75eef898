import { type Reason, RowRefused } from '../../access/dataset/refused.ts';

/** The reason for which a row is refused; undefined when it is not. Any other error goes on. */
export function refusalOf(act: () => unknown): Reason | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    if (error instanceof RowRefused) return error.reason;
    throw error;
  }
}
