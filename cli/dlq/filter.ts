import type { Command } from 'commander';
import { unknownWord } from '../../lib/configuration/configuration-problem.ts';
import { pipelineErrors } from '../../lib/contracts/errors.ts';
import type { DeadLetter } from '../../lib/contracts/read-dead-letter.ts';
import { loadConnections } from '../load-configuration.ts';

export type FilterOptions = { readonly error?: string; readonly platform?: string; readonly project?: string };

/**
 * The letters that fit the options. A letter may be about a connection that the configuration no longer has, and its error
 * may be one of AWS's: whether a name is unknown is certain only when every letter was looked at.
 */
export class LetterFilter {
  readonly #options: FilterOptions;
  readonly #errors = new Set<string>(Object.keys(pipelineErrors));
  readonly #connections = new Set<string>();

  constructor(options: FilterOptions) {
    this.#options = options;
  }

  /** Remembers which errors and connections there are. */
  note(letters: readonly DeadLetter[]): void {
    for (const { error, events } of letters) {
      this.#errors.add(error);
      for (const { connection } of events) this.#connections.add(connection);
    }
  }

  select<Letter extends DeadLetter>(letters: readonly Letter[]): Letter[] {
    const { error, platform, project } = this.#options;
    return letters.filter(
      (letter) =>
        (error === undefined || letter.error === error) &&
        (platform === undefined || letter.events.some((event) => event.connection === platform)) &&
        (project === undefined || letter.events.some((event) => event.project === project)),
    );
  }

  /** Ends a call with 2 whose --error or --platform neither a letter nor the pipeline knows. */
  async check(command: Pick<Command, 'error'>): Promise<void> {
    const { error, platform } = this.#options;
    if (error !== undefined && !this.#errors.has(error)) {
      const known = [...this.#errors].sort();
      command.error(`error: --error ${unknownWord(error, 'the error of a dead letter', known, 'Errors')}`);
    }
    if (platform === undefined || this.#connections.has(platform)) return;
    const configured = (await loadConnections()).map(({ name }) => name);
    const known = [...new Set([...configured, ...this.#connections])];
    if (known.includes(platform)) return;
    command.error(`error: --platform ${unknownWord(platform, 'a connection', known, 'Connections')}`);
  }
}
