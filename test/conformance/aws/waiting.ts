import { setTimeout as sleep } from 'node:timers/promises';

const betweenLooksMilliseconds = 500;

/** Looks again and again until it is so; what fails names itself. */
export async function eventually(what: string, seconds: number, look: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + seconds * 1000;
  while (!(await look())) {
    if (performance.now() > end) throw new Error(`Not so after ${seconds} seconds: ${what}.`);
    await sleep(betweenLooksMilliseconds);
  }
}
