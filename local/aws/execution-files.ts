import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { writeDurably } from './durable-file.ts';

export type StartedExecution = { readonly name: string; readonly input: string; readonly startDate: Date };

/** The executions that have not ended, one file each: on AWS an execution survives anything, so it has to here. */
export type ExecutionFiles = {
  keep(execution: StartedExecution): void;
  remove(name: string): void;
  /** Oldest first. */
  all(): StartedExecution[];
};

export function executionFiles(folder: string): ExecutionFiles {
  const fileOf = (name: string) => join(folder, `${createHash('sha256').update(name).digest('hex')}.json`);
  return {
    keep: (execution) => writeDurably(fileOf(execution.name), JSON.stringify(execution)),
    remove: (name) => rmSync(fileOf(name), { force: true }),
    all: () =>
      (existsSync(folder) ? readdirSync(folder) : [])
        .filter((file) => file.endsWith('.json'))
        .map(
          (file) =>
            JSON.parse(readFileSync(join(folder, file), 'utf8')) as Omit<StartedExecution, 'startDate'> & {
              startDate: string;
            },
        )
        .map((execution) => ({ ...execution, startDate: new Date(execution.startDate) }))
        .sort((one, other) => one.startDate.getTime() - other.startDate.getTime()),
  };
}

/** Without a data folder nothing outlives the process. */
export const noExecutionFiles: ExecutionFiles = { keep: () => {}, remove: () => {}, all: () => [] };
