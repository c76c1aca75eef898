import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { root } from './support/examples.ts';

/**
 * Runs the test suite several times while other work keeps the processors busy, as on a shared build machine, and prints
 * how many runs passed. `npm run test:busy -- --times 10 --loops 4`. Ends with 1 when a run failed.
 */
const { values } = parseArgs({
  options: { times: { type: 'string', default: '10' }, loops: { type: 'string', default: '4' } },
});
const [times, loops] = [Number(values.times), Number(values.loops)];
if (!(Number.isInteger(times) && times > 0 && Number.isInteger(loops) && loops > 0)) {
  console.error('--times and --loops must be whole numbers from 1.');
  process.exit(2);
}

const busy = Array.from({ length: loops }, () => new Worker('for (;;);', { eval: true }));

/** Shows the output of the suite only when a test failed. */
const suite = (): Promise<boolean> =>
  new Promise((resolve) => {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const child = spawn(process.execPath, [vitest, 'run', '--reporter=dot'], { cwd: root, stdio: 'pipe' });
    const output: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => output.push(piece));
    child.on('close', (code) => {
      if (code !== 0) process.stdout.write(Buffer.concat(output));
      resolve(code === 0);
    });
  });

let passed = 0;
for (let run = 1; run <= times; run += 1) {
  const start = performance.now();
  const isGreen = await suite();
  if (isGreen) passed += 1;
  const seconds = Math.round((performance.now() - start) / 1000);
  console.log(`run ${run} of ${times} beside ${loops} busy loops: ${isGreen ? 'passed' : 'FAILED'} in ${seconds} s`);
}
console.log(`${passed} of ${times} passed`);
await Promise.all(busy.map((worker) => worker.terminate()));
process.exitCode = passed === times ? 0 : 1;
