type Call = () => unknown;

const warmUpMilliseconds = 500;
const batchMilliseconds = 50;

/**
 * Warms both up and gives what measures them: CPU microseconds a call, user and system, of all threads of this process
 * (garbage collection included). A batch is as many calls as fill 50 ms with the floor, the same number for both.
 */
export async function cpuPerCall({ floor, subject }: { readonly floor: Call; readonly subject: Call }) {
  await callsWithin(warmUpMilliseconds, subject);
  const calls = await callsWithin(warmUpMilliseconds, floor);
  const batch = Math.max(1, Math.round((calls * batchMilliseconds) / warmUpMilliseconds));
  return { floor: () => cpuOf(floor, batch), subject: () => cpuOf(subject, batch) };
}

async function callsWithin(milliseconds: number, call: Call): Promise<number> {
  const end = performance.now() + milliseconds;
  let calls = 0;
  while (performance.now() < end) {
    await call();
    calls += 1;
  }
  return calls;
}

async function cpuOf(call: Call, batch: number): Promise<number> {
  const before = process.cpuUsage();
  for (let n = 0; n < batch; n += 1) await call();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / batch;
}
