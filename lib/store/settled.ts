/** At most so many requests of one label at a time: S3 takes more, a function of 512 MB does not. */
const atOnce = 32;

/**
 * The results of all, in their order, or the first failure, but only when nothing runs any more: a write that lands after
 * its step was retried would stay.
 */
export async function settled<Result>(work: readonly (() => Promise<Result>)[]): Promise<Result[]> {
  const results = new Array<PromiseSettledResult<Result>>(work.length);
  let next = 0;
  let failed = false;
  const worker = async () => {
    while (next < work.length && !failed) {
      const index = next++;
      const [result] = await Promise.allSettled([(work[index] as () => Promise<Result>)()]);
      results[index] = result as PromiseSettledResult<Result>;
      failed ||= result?.status === 'rejected';
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, work.length) }, worker));
  const failure = results.find((result) => result?.status === 'rejected');
  if (failure) throw failure.reason;
  return results.map((result) => (result as PromiseFulfilledResult<Result>).value);
}
