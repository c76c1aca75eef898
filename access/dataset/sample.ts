/** So many of the values, evenly spread from the first to the last; `count` is how many there are. */
export async function* sample<Value>(
  values: AsyncIterable<Value>,
  count: number,
  wanted: number,
): AsyncGenerator<Value> {
  let at = 0;
  let taken = 0;
  for await (const value of values) {
    if (taken < wanted && at >= Math.floor((taken * count) / Math.min(wanted, count))) {
      taken += 1;
      yield value;
    }
    at += 1;
  }
}
