import type { PipelineErrorName } from '../../lib/contracts/errors.ts';
import { shellWord } from '../../lib/contracts/shell-word.ts';

/** What somebody does about letters of one reason: a sentence, and the commands in their order. */
export type WhatToDo = {
  readonly text: string;
  readonly commands: readonly { readonly name: string; readonly line: string }[];
};

/** What is known of the platform of a connection. */
export type PlatformFacts = {
  readonly title: string;
  /** Where its key is made. */
  readonly keyIsMade: string;
};

export type Failed = {
  readonly error: string;
  /** Undefined: the message cannot be read as an event. */
  readonly connection?: string | undefined;
  readonly project?: string | undefined;
  readonly label?: string | undefined;
  /** The words that name the letters: `--id 0f9d5c1e`. */
  readonly letters: string;
  /** The beginning of the id of one of them. */
  readonly id: string;
  /** What a command about the same deployment ends with. */
  readonly at: string;
};

type Step = 'show' | 'replay' | 'replay slowly' | 'purge' | 'connect' | 'doctor' | 'trace';
type Remedy = { readonly text: (platform: PlatformFacts, failed: Failed) => string; readonly steps: readonly Step[] };

const remedies: Readonly<Record<PipelineErrorName | 'NotTakenUp' | 'TooNew' | 'Unreadable', Remedy>> = {
  PlatformThrottled: {
    text: ({ title }) =>
      `${title} asked for fewer requests for longer than the pipeline waits (patienceHours). Replay when its quota is free again, few events a second.`,
    steps: ['replay slowly'],
  },
  PlatformUnavailable: {
    text: ({ title }) =>
      `${title} did not answer for longer than the pipeline waits (patienceHours). Replay when it answers again; doctor says whether it does.`,
    steps: ['doctor', 'replay'],
  },
  GroupUnavailable: {
    text: ({ title }) =>
      `${title} fails for this label and answers for others. Open the label there; if it opens, replay.`,
    steps: ['show', 'replay'],
  },
  LabelNotReady: {
    text: ({ title }) =>
      `${title} announced the label and did not show it in time. Replay: it shows it by now, or counts as deleted.`,
    steps: ['replay'],
  },
  StorageUnavailable: {
    text: () =>
      'S3, SQS or Secrets Manager did not serve the pipeline. Look at the health of the region (https://health.aws.amazon.com), then replay.',
    steps: ['replay'],
  },
  PlatformRefused: {
    text: ({ title, keyIsMade }, { project }) =>
      `${title} does not take the key, or the key may not see ${project === undefined ? 'the project' : `project ${project}`}. Make one that may (${keyIsMade}), connect with it, and replay.`,
    steps: ['connect', 'replay'],
  },
  AnswerTooLarge: {
    text: ({ title }) =>
      `This label alone is larger than a step holds. Split it on ${title}; nothing of it is exported as it is. Then replay, or purge the letter.`,
    steps: ['show', 'replay'],
  },
  LabelNotFound: {
    text: ({ title }) =>
      `${title} has no such label: somebody deleted it, or it is in another project. What is exported of it, trace shows. Nothing is left to export: purge the letter.`,
    steps: ['trace', 'purge'],
  },
  NotLabelled: {
    text: ({ title }) =>
      `Nobody has labelled it on ${title}. When somebody does, it is announced again and exported: purge the letter.`,
    steps: ['purge'],
  },
  InvalidLabel: {
    text: ({ title }) =>
      `The reason names the place in the document. Change it on ${title}, then replay. docs/canonical-label.md says what a label can hold.`,
    steps: ['show', 'replay'],
  },
  InvalidRequest: {
    text: () =>
      'Something breaks the contract of the pipeline that another program or version sent. Look at it whole; purge it when nobody needs it.',
    steps: ['show', 'purge'],
  },
  InvalidConfiguration: {
    text: () =>
      'The reason names what is to be changed in labelwire.config.ts, in a secret, or in the bucket. Change it, deploy, ask doctor, then replay.',
    steps: ['doctor', 'replay'],
  },
  NotTakenUp: {
    text: () =>
      'No execution was started, again and again. Doctor says what is in the way; the log of startExport says why. Then replay.',
    steps: ['doctor', 'replay'],
  },
  TooNew: {
    text: () => 'A newer version of Labelwire wrote it. Deploy that version again, then replay.',
    steps: ['replay'],
  },
  Unreadable: {
    text: () => 'Labelwire sends no such message. Look at it whole, and purge it when nobody needs it.',
    steps: ['show', 'purge'],
  },
};

/** An error of AWS itself: `States.Timeout`, `Lambda.Unknown`, `Execution.ABORTED`. */
const ofAws: Remedy = {
  text: () =>
    'AWS ended the work. The execution and its log say why (show has its name); doctor looks at the deployment. Then replay.',
  steps: ['show', 'doctor', 'replay'],
};

/** `platform` is undefined where the connection is not in the configuration any more. */
export function whatToDo(failed: Failed, platform: PlatformFacts | undefined): WhatToDo {
  const { error } = failed;
  const { text, steps } = Object.hasOwn(remedies, error) ? remedies[error as keyof typeof remedies] : ofAws;
  const commands = steps.flatMap((step) => {
    const line = lineOf(step, failed);
    return line === undefined ? [] : [{ name: step.split(' ')[0] ?? step, line: `npx labelwire ${line}${failed.at}` }];
  });
  const said = text(platform ?? unknownPlatform, failed);
  return { text: said.charAt(0).toUpperCase() + said.slice(1), commands };
}

const unknownPlatform: PlatformFacts = { title: 'the platform', keyIsMade: 'its documentation says where' };

function lineOf(step: Step, { connection, label, letters, id }: Failed): string | undefined {
  switch (step) {
    case 'show':
      return `dlq show ${shellWord(id)}`;
    case 'replay':
      return `dlq replay ${letters}`;
    case 'replay slowly':
      return `dlq replay ${letters} --rate 1`;
    case 'purge':
      return `dlq purge ${letters} --archive dead-letters.jsonl --yes`;
    case 'connect':
      return connection && `connect ${shellWord(connection)}`;
    case 'doctor':
      return 'doctor';
    case 'trace':
      return label && `trace ${shellWord(label)}`;
  }
}
