import { fork } from 'node:child_process';

/** As deployed. */
export const powertools = { POWERTOOLS_SERVICE_NAME: 'labelwire', POWERTOOLS_METRICS_NAMESPACE: 'Labelwire' };

/**
 * Runs a file of this folder in a fresh process and gives the one message it sends. Its standard output goes nowhere:
 * the functions write their log there.
 */
export function answerOf<Answer>(file: string, ...args: readonly string[]): Promise<Answer> {
  const child = fork(new URL(file, import.meta.url), args, {
    env: { ...process.env, ...powertools },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  return new Promise((resolve, reject) => {
    let answer: { readonly value: Answer } | undefined;
    child.once('message', (message) => {
      answer = { value: message as Answer };
    });
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      if (answer && code === 0) resolve(answer.value);
      else reject(new Error(`${file} ended with ${signal ?? code} ${answer ? 'after' : 'before'} its answer.`));
    });
  });
}

/** In the child: sends the answer and ends, whatever still runs. Started by hand, to be profiled, it prints it. */
export function answer(message: unknown): void {
  if (process.send) process.send(message, () => process.exit(0));
  else {
    console.log(message);
    process.exit(0);
  }
}
