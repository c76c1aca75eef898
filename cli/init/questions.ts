/** `short`: how the answer is shown once it is given; else `name`. */
export type Choice = { readonly value: string; readonly name: string; readonly short?: string };

/** How a person is asked. */
export type Questions = {
  /** Several of the choices, at least `least`; those of `usual` are marked from the start. */
  choose(
    message: string,
    choices: readonly Choice[],
    marks?: { readonly least?: number; readonly usual?: readonly string[] },
  ): Promise<readonly string[]>;
  /** `check` returns what is wrong with the text, or undefined. Enter alone answers `usual`, else the empty text. */
  text(message: string, limits?: { usual?: string; check?(text: string): string | undefined }): Promise<string>;
  /** Hidden while it is typed; empty where Enter alone was pressed. */
  secret(message: string): Promise<string>;
  yes(message: string, usual: boolean): Promise<boolean>;
};

/** At the terminal. */
export const terminal: Questions = {
  async choose(message, choices, { least = 0, usual = [] } = {}) {
    const { checkbox } = await import('@inquirer/prompts');
    return checkbox({
      message,
      choices: choices.map((choice) => ({ ...choice, checked: usual.includes(choice.value) })),
      pageSize: 12,
      validate: (chosen) => chosen.length >= least || `Choose at least ${least}, with the space bar.`,
    });
  },
  async text(message, { usual = '', check = () => undefined } = {}) {
    const { input } = await import('@inquirer/prompts');
    const answer = await input({ message, default: usual, validate: (text) => check(text.trim()) ?? true });
    return answer.trim();
  },
  async secret(message) {
    const { password } = await import('@inquirer/prompts');
    return (await password({ message, mask: '*' })).trim();
  },
  async yes(message, usual) {
    const { confirm } = await import('@inquirer/prompts');
    return confirm({ message, default: usual });
  },
};
