import { relative } from 'node:path';
import { pricesAsOf } from '../cost/prices.ts';
import type { Answers } from './answers.ts';
import type { WrittenFile } from './write-files.ts';

/** What was done, for people and for programs. */
export type Summary = {
  /** As the person names it. */
  readonly folder: string;
  readonly stage: string;
  readonly files: readonly WrittenFile[];
  readonly connections: readonly {
    readonly name: string;
    readonly key: 'accepted' | 'unchecked';
    /** Why it is not checked. */
    readonly reason?: string;
    /** Ids; empty: all of them. */
    readonly projects: readonly string[];
  }[];
  readonly formats: readonly string[];
  readonly labelsPerMonth: number;
  readonly usdPerMonth: number;
  /** Commands: the first begins where this one was called. */
  readonly next: readonly string[];
};

export function summaryOf(
  { connections, formats, stage }: Answers,
  done: Pick<Summary, 'folder' | 'files' | 'labelsPerMonth' | 'usdPerMonth'>,
): Summary {
  const names = connections.map(({ connection: { name } }) => name);
  const enter = done.folder === '.' ? '' : `cd ${done.folder} && `;
  return {
    ...done,
    stage,
    connections: connections.map(({ connection: { name }, check, projects }) => ({
      name,
      key: check.key,
      ...(check.key === 'unchecked' ? { reason: check.reason } : {}),
      projects: projects.map(({ id }) => id),
    })),
    formats,
    next: [
      `${enter}npm install`,
      `npx serverless deploy --stage ${stage}`,
      ...names.map((name) => `npx labelwire connect ${name} --stage ${stage}`),
    ],
  };
}

const marks = { written: '✓', unchanged: '=', kept: '!' } as const;
const words = { written: '', unchanged: '  as it was', kept: '  kept as it was' } as const;

/** Lines of at most 80 columns, unless a path or an id is longer. */
export function summaryText({ folder, files, connections, labelsPerMonth, usdPerMonth, next }: Summary): string {
  const unchecked = connections.filter(({ key }) => key === 'unchecked');
  return [
    '',
    ...files.map(({ file, outcome }) => `${marks[outcome]} ${relative('.', `${folder}/${file}`)}${words[outcome]}`),
    ...(unchecked.length > 0 ? ['', 'Not checked yet, `connect` does it:'] : []),
    ...unchecked.map(({ name, reason }) => `  the key of ${name}: ${reason}`),
    '',
    `A month of ${labelsPerMonth.toLocaleString('en-US')} labels on AWS: about ${usdPerMonth.toFixed(2)} USD`,
    `(npx labelwire cost shows each line; prices as of ${pricesAsOf}).`,
    '',
    'Next:',
    ...next.map((command) => `  ${command}`),
    ...localText(connections),
  ].join('\n');
}

/** The simulated platforms serve samples, of projects of their own, which only a route for all projects takes. */
function localText(connections: Summary['connections']): readonly string[] {
  const open = connections.find(({ projects }) => projects.length === 0);
  if (!open) return [];
  return [
    '',
    'Or first on this machine, without AWS, after npm install:',
    '  npm start',
    `  npx labelwire sync ${open.name} --local --yes    (in another terminal)`,
  ];
}
