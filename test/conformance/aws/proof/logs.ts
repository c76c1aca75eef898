import { CloudWatchLogsClient, paginateFilterLogEvents } from '@aws-sdk/client-cloudwatch-logs';
import type { logEvents } from '../../../../lib/contracts/log-events.ts';

type Line = Readonly<Record<string, unknown>>;

/** The functions that a label passes. */
export const functionNames = ['receiveWebhook', 'startExport', 'fetchLabels', 'transformLabel', 'writeExport'] as const;

/** What the functions of a stack logged: events of the pipeline as objects, and the bytes of all their lines. */
export class Logs {
  readonly #client = new CloudWatchLogsClient();
  readonly #stack: string;

  constructor(stack: string) {
    this.#stack = stack;
  }

  /** The events of one name. */
  async events(functionName: (typeof functionNames)[number], name: keyof typeof logEvents): Promise<Line[]> {
    const found: Line[] = [];
    for await (const message of this.#messages(functionName)) {
      const start = message.indexOf('{');
      if (start < 0 || !message.includes(`"${name}"`)) continue;
      const line = JSON.parse(message.slice(start)) as Line;
      if (line.message === name) found.push(line);
    }
    return found;
  }

  /** Of the lines that the functions write themselves. */
  async bytes(): Promise<number> {
    let sum = 0;
    for (const name of functionNames)
      for await (const message of this.#messages(name)) if (message.startsWith('{')) sum += Buffer.byteLength(message);
    return sum;
  }

  /** Invocations, as Lambda writes them down where its log is text. */
  async starts(functionName: (typeof functionNames)[number]): Promise<number> {
    let starts = 0;
    for await (const message of this.#messages(functionName)) if (message.startsWith('START RequestId')) starts += 1;
    return starts;
  }

  async *#messages(functionName: string): AsyncGenerator<string> {
    const logGroupName = `/aws/lambda/${this.#stack}-${functionName}`;
    try {
      for await (const { events = [] } of paginateFilterLogEvents({ client: this.#client }, { logGroupName }))
        for (const { message = '' } of events) yield message.trim();
    } catch (error) {
      if ((error as Error).name !== 'ResourceNotFoundException') throw error; // nothing was logged yet
    }
  }

  close(): void {
    this.#client.destroy();
  }
}
