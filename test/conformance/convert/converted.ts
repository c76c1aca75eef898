import { fork } from 'node:child_process';
import { join } from 'node:path';

/** As `labelwire convert --json` prints it. */
export type ConvertSummary = {
  readonly labels: number;
  readonly annotations: number;
  readonly classes: readonly string[];
  readonly formats: readonly {
    readonly format: string;
    readonly files: number;
    readonly omitted: readonly { readonly code: string; readonly detail?: string; readonly count: number }[];
  }[];
};

export type Converted = { readonly summary: ConvertSummary; readonly seconds: number; readonly bytes: number };

/** Runs `labelwire convert` in a fresh process: its summary, how long it took, and the most memory that it ever had. */
export function converted(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Converted> {
  const started = performance.now();
  const child = fork(join(import.meta.dirname, 'convert-process.ts'), [...args, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: { ...process.env, ...environment },
  });
  let [text, bytes] = ['', 0];
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  child.once('message', (message) => {
    bytes = Number(message);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      const seconds = (performance.now() - started) / 1_000;
      if (code === 0) resolve({ summary: JSON.parse(text) as ConvertSummary, seconds, bytes });
      else reject(new Error(`labelwire convert ended with ${code}: ${text}`));
    });
  });
}
