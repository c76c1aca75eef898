import { labelsPerChild } from '../lib/workflow/contracts.ts';

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

function* edgesOf(name: string, state: State): Generator<string> {
  for (const choice of state.Choices ?? [])
    yield `${name} -->${choice.StringEquals ? `|${choice.StringEquals}|` : ''} ${choice.Next}`;
  if (state.Default) yield `${name} --> ${state.Default}`;
  if (state.Next) yield `${name} --> ${state.Next}`;
  for (const caught of state.Catch ?? []) yield `${name} -.->|any error| ${caught.Next}`;
}

function* linesOf(machine: Machine): Generator<string> {
  for (const [name, state] of Object.entries(machine.States)) {
    if (state.ItemProcessor) {
      const { ProcessorConfig } = state.ItemProcessor;
      yield `subgraph ${name}["${name}: ${captions[ProcessorConfig?.Mode ?? 'INLINE']}"]`;
      yield* linesOf(state.ItemProcessor);
      yield 'end';
    } else yield boxOf(name, state);
    yield* edgesOf(name, state);
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
    'DeadLetterLabel --> dlq[(SQS label-events-dlq)]',
    'DeadLetterBatch --> dlq',
    'dlq -->|labelwire dlq replay| events',
  ];
  return ['```mermaid', 'flowchart TB', ...[...around, ...linesOf(machine)].map((line) => `  ${line}`), '```'].join(
    '\n',
  );
}
