/** Works on so many at once, no faster than the results are taken, and gives the results in the order of the inputs. */
export async function* inOrder<Input, Output>(
  inputs: AsyncIterable<Input>,
  atOnce: number,
  work: (input: Input) => Promise<Output>,
): AsyncGenerator<Output> {
  const running: Promise<Output>[] = [];
  for await (const input of inputs) {
    const started = work(input);
    started.catch(() => undefined); // whoever awaits its turn gets it
    running.push(started);
    const first = running.length >= atOnce ? running.shift() : undefined;
    if (first) yield await first;
  }
  for (const rest of running) yield await rest;
}
