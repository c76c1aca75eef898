import { printable } from '../../lib/contracts/printable.ts';
import { wrapped } from '../terminal.ts';
import type { Announced, Whereabouts } from './follow.ts';

/** How the receiver answered one delivery. */
export type Answer = { readonly status: number; readonly body: string };

/** One label, what was answered to its deliveries, and what became of it; undefined where nothing was to follow. */
export type SentLabel = Announced & {
  readonly name: string;
  readonly answers: readonly Answer[];
  readonly whereabouts: Whereabouts | undefined;
};

export type SendContext = {
  /** What a command about the same deployment ends with. */
  readonly at: string;
  readonly width: number | undefined;
  readonly badSignature: boolean;
};

const accepted = 202;
const refusedSignature = 401;

/** Whether it ended as it was meant to: recorded, or, with a bad signature, refused. */
export const isRight = ({ answers, whereabouts }: SentLabel, { badSignature }: Pick<SendContext, 'badSignature'>) =>
  badSignature ? answers.every(({ status }) => status === refusedSignature) : whereabouts?.kind === 'recorded';

const indent = 2;

export function sentText(sent: SentLabel, context: SendContext): string {
  const { connection, name, label, answers } = sent;
  const head = `${isRight(sent, context) ? '✓' : '✗'} ${connection}  ${name}${name === label ? '' : `  ${label}`}`;
  const [outcome = '', ...more] = outcomeLines(sent, context);
  const lines = [`${answers.map(answerText).join(', ')} → ${outcome}`, ...more];
  const shown = lines.map((line) => `${' '.repeat(indent)}${wrapped(printable(line), indent, context.width)}`);
  return [printable(head), ...shown].join('\n');
}

const answerText = ({ status, body }: Answer): string =>
  status === accepted ? `${status}` : `${status} ${body}`.trimEnd();

function outcomeLines({ connection, project, label, answers, whereabouts }: SentLabel, context: SendContext): string[] {
  const { at, badSignature } = context;
  if (badSignature && !whereabouts)
    return [
      answers.some(({ status }) => status === accepted)
        ? 'accepted, though its signature is wrong'
        : 'refused, as it should be',
    ];
  switch (whereabouts?.kind) {
    case undefined:
      return ['not taken, so nothing follows'];
    case 'recorded':
      return [recordText(whereabouts)];
    case 'dead letter': {
      const { id, error, message } = whereabouts.letter;
      return [`in the dead letters: ${error}: ${message}`, `npx labelwire dlq show ${id.slice(0, 8)}${at}`];
    }
    case 'given up':
      return [`given up: ${whereabouts.failure.error}: ${whereabouts.failure.message}`];
    case 'failed':
      return [`its execution ended ${whereabouts.status}: ${whereabouts.execution}`];
    case 'no record':
      return [
        'no record in the bucket: the platform does not show it, or has no finished label of it yet',
        traceLine(),
      ];
    case 'under way':
      return ['still under way when the wait was over', traceLine()];
  }

  function traceLine(): string {
    return `npx labelwire trace ${label} --platform ${connection} --project ${project}${at}`;
  }
}

function recordText({ record, isNew }: Extract<Whereabouts, { kind: 'recorded' }>): string {
  const { status, files } = record;
  const count = Object.keys(files).length;
  const parts = count > 0 ? `, ${count} file${count === 1 ? '' : 's'}` : '';
  if (status === 'not-taken') return 'not exported: its route does not take labels of this state';
  return isNew ? `${status}${parts}` : `unchanged: ${status} before, as the platform has it${parts}`;
}

/** For programs. */
export const sentJson = (sent: SentLabel, context: SendContext): object => {
  const { connection, project, label, name, answers, whereabouts } = sent;
  return { connection, project, label, name, ok: isRight(sent, context), answers, outcome: outcomeJson(whereabouts) };
};

function outcomeJson(whereabouts: Whereabouts | undefined): object | undefined {
  if (whereabouts?.kind !== 'recorded') return whereabouts;
  const { record, isNew, kind } = whereabouts;
  return { kind, status: record.status, isNew, files: Object.keys(record.files) };
}
