import { connect } from 'node:net';

export type RawAnswer = { readonly status: number; readonly head: string; readonly body: string };

const patienceMilliseconds = 10_000;

/**
 * Writes the bytes to a port of this machine, as a client may that keeps to no rule, and gives the first answer;
 * nothing when the connection ends without one. `pause` lies between two parts, `hangUp` ends it all after the last.
 */
export function rawExchange(
  port: number,
  parts: readonly (string | Uint8Array)[],
  { pauseMilliseconds = 0, hangUp = false } = {},
): Promise<RawAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const received: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    const timer = setTimeout(() => {
      socket.destroy();
      reject(new Error(`No answer in ${patienceMilliseconds} ms.`));
    }, patienceMilliseconds);
    socket.on('data', (bytes) => received.push(bytes));
    socket.on('error', () => socket.destroy()); // a server may hang up on bytes that are no HTTP
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(answerIn(Buffer.concat(received).toString('latin1')));
    });
    socket.on('connect', async () => {
      for (const [index, part] of parts.entries()) {
        if (index > 0 && pauseMilliseconds > 0) await new Promise((next) => setTimeout(next, pauseMilliseconds));
        if (!socket.destroyed) socket.write(part);
      }
      if (hangUp) socket.destroy();
    });
  });
}

function answerIn(text: string): RawAnswer | undefined {
  const [, status] = /^HTTP\/1\.1 (\d{3})/.exec(text) ?? [];
  if (status === undefined) return undefined;
  const end = text.indexOf('\r\n\r\n');
  return { status: Number(status), head: text.slice(0, end), body: text.slice(end + 4) };
}
