import { InvalidConfiguration } from '../contracts/errors.ts';

type Row = { readonly path: string };

/** The rows of two lists that are sorted by path, each with the row of the same path in the other one where there is one. */
export async function* mergeSorted<Kind extends Row>(
  before: AsyncIterable<Kind>,
  after: AsyncIterable<Kind>,
): AsyncGenerator<readonly [Kind | undefined, Kind | undefined]> {
  const one = inOrder(before);
  const other = inOrder(after);
  let [left, right] = [await next(one), await next(other)];
  while (left || right) {
    const isLeft = left !== undefined && (right === undefined || left.path <= right.path);
    const isRight = right !== undefined && (left === undefined || right.path <= left.path);
    yield [isLeft ? left : undefined, isRight ? right : undefined];
    if (isLeft) left = await next(one);
    if (isRight) right = await next(other);
  }
}

const next = async <Kind>(rows: AsyncGenerator<Kind>): Promise<Kind | undefined> => {
  const { done, value } = await rows.next();
  return done ? undefined : value;
};

async function* inOrder<Kind extends Row>(rows: AsyncIterable<Kind>): AsyncGenerator<Kind> {
  let last: string | undefined;
  for await (const row of rows) {
    if (last !== undefined && row.path <= last) {
      throw new InvalidConfiguration(
        'The lines of a list of a release must be sorted by path, each path once, but are not. The object was changed after the release was created: restore it.',
      );
    }
    last = row.path;
    yield row;
  }
}
