import { labelsPerChild } from '../lib/contracts/payloads.ts';

type State = {
  readonly Type: string;
  readonly Next?: string;
  readonly End?: boolean;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string; readonly StringEquals?: string }[];
  readonly Catch?: readonly { readonly Next: string }[];
  readonly ItemProcessor?: Machine;
};
type Machine = {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
  readonly ProcessorConfig?: { readonly Mode: 'DISTRIBUTED' | 'INLINE' };
};

/** What a Map is over. */
const captions = {
  DISTRIBUTED: `a child for every ${labelsPerChild} labels`,
  INLINE: 'each label alone, side by side',
} as const;

/** Boxes by what a state is: work, decision, end. */
const boxes: Readonly<Record<string, (name: string) => string>> = {
  Choice: (name) => `${name}{${name}}`,
  Succeed: (name) => `${name}([${name}])`,
  Fail: (name) => `${name}([${name}])`,
};
const boxOf = (name: string, { Type }: State) => (boxes[Type] ?? ((id: string) => `${id}[${id}]`))(name);

/** Where a transition ends up: a Pass only carries data on, so it is not a box; nowhere when nothing comes after it. */
function destination(name: string | undefined, { States }: Pick<Machine, 'States'>): string | undefined {
  const state = name === undefined ? undefined : States[name];
  if (state?.Type === 'Pass') return destination(state.Next, { States });
  return state?.Type === 'Choice' && leadsNowhere(state, { States }) ? undefined : name;
}

const leadsNowhere = ({ Choices = [], Default }: State, machine: Pick<Machine, 'States'>): boolean =>
  [...Choices.map(({ Next }) => Next), Default].every((next) => destination(next, machine) === undefined);

function* edgesOf(name: string, state: State, machine: Machine): Generator<string> {
  const transitions: [arrow: string, next: string | undefined][] = [
    ...(state.Choices ?? []).map(({ Next, StringEquals }): [string, string] => [
      StringEquals ? `-->|${StringEquals}|` : '-->',
      Next,
    ]),
    ['-->', state.Default],
    ['-->', state.Next],
    ...(state.Catch ?? []).map(({ Next }): [string, string] => ['-.->|any error|', Next]),
  ];
  for (const [arrow, next] of transitions) {
    const target = destination(next, machine);
    if (target !== undefined) yield `${name} ${arrow} ${target}`;
  }
}

function* linesOf(machine: Machine): Generator<string> {
  for (const [name, state] of Object.entries(machine.States)) {
    if (destination(name, machine) !== name) continue;
    if (state.ItemProcessor) {
      const { ProcessorConfig } = state.ItemProcessor;
      yield `subgraph ${name}["${name}: ${captions[ProcessorConfig?.Mode ?? 'INLINE']}"]`;
      yield* linesOf(state.ItemProcessor);
      yield 'end';
    } else yield boxOf(name, state);
    yield* edgesOf(name, state, machine);
  }
}

/** The state machine as a Mermaid flow chart, with its way in and its way out. */
export function pictureOf(machine: Machine): string {
  const around = [
    'platform([labeling platform]) -->|signed webhook| receive-webhook',
    'receive-webhook -->|202 when stored| events[(SQS label-events)]',
    'events --> start-export',
    `start-export -->|one execution a micro-batch| ${machine.StartAt}`,
    'WriteExport --> bucket[(your S3 bucket)]',
    'RecordFailure --> bucket',
    'DeadLetterLabel --> dlq[(SQS label-events-dlq)]',
    'DeadLetterAlone --> dlq',
    'dlq -->|labelwire dlq replay| events',
  ];
  return ['```mermaid', 'flowchart TB', ...[...around, ...linesOf(machine)].map((line) => `  ${line}`), '```'].join(
    '\n',
  );
}
