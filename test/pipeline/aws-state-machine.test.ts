import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from 'vitest';
import { usualPatience } from '../../deploy/patience.ts';
import { exportLabels } from '../../local/aws/definition.ts';
import { stateMachine } from '../../local/aws/state-machine.ts';
import type { Json } from '../../local/aws/state-run.ts';
import { awsWith, batchesOf, errorNamed } from '../support/local-aws.ts';

let on: Awaited<ReturnType<typeof awsWith>>;
afterEach(async () => {
  await on.stop();
  expect(on.problems).toEqual([]);
});

type Item = { event: { id: string } };
const group = (...ids: string[]) => ({ events: ids.map((id) => ({ id })), split: 1 });
const urls = { events: 'label-events', deadLetters: 'the-dead-letters' };
const deadLetters = async (wanted: number) =>
  (await on.deadLetters(wanted)).map(
    (body) => JSON.parse(body) as { events: { id: string }[]; reason: Record<string, string> },
  );

/** Fails so many times with an error of this name, then does its work. */
function failing<Result>(times: number, name: string, then: (input: never) => Result) {
  let calls = 0;
  const handler = async (input: never) => {
    calls += 1;
    if (calls <= times) throw errorNamed(name);
    return then(input);
  };
  return Object.assign(handler, { calls: () => calls });
}
const allFetched = ({ events }: { events: unknown[] }) =>
  batchesOf(events.map((event) => ({ status: 'fetched', event, label: (event as Item['event']).id })));

/** startExport, as the one that sees what executions leave behind in label-events. */
function starter() {
  const returned: { events: { id: string }[]; again: { split: number; reason: Record<string, string> } }[] = [];
  const startExport = async ({ Records }: { Records: { body: string }[] }) => {
    returned.push(...Records.map(({ body }) => JSON.parse(body) as (typeof returned)[number]));
    return { batchItemFailures: [] };
  };
  return { returned, startExport };
}
const ids = (count: number) => Array.from({ length: count }, (_, index) => `label-${index}`);

describe('the state machine on this machine', () => {
  it('ends well when every label is written, deleted ones without a transformation', async () => {
    const transformed: string[] = [];
    const written: unknown[] = [];
    on = await awsWith({
      fetchLabels: async ({ events }: { events: unknown[] }) =>
        batchesOf(events.map((event, index) => ({ status: index === 1 ? 'deleted' : 'fetched', event }))),
      transformLabel: async ({ event }: Item) => {
        transformed.push(event.id);
        return { content: `files of ${event.id}` };
      },
      writeExport: async (item: unknown) => {
        written.push(item);
        return { status: 'exported' };
      },
    });
    await on.start('all-well', group('a', 'b', 'c'));
    expect(await on.end('all-well')).toMatchObject({ status: 'SUCCEEDED' });
    expect(transformed.sort()).toEqual(['a', 'c']);
    expect(written).toHaveLength(3);
    expect(written).toContainEqual({ status: 'fetched', event: { id: 'a' }, export: { content: 'files of a' } });
    expect(written).toContainEqual({ status: 'deleted', event: { id: 'b' } });
    expect(await on.deadLetters()).toEqual([]);
    expect(on.statuses('all-well')).toEqual(['RUNNING', 'SUCCEEDED']);
  });

  it('ends well with an empty batch', async () => {
    on = await awsWith();
    await on.start('empty', group());
    expect(await on.end('empty')).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('dead-letters the one label that is refused in transform, and writes the others', async () => {
    const written: string[] = [];
    on = await awsWith({
      transformLabel: async ({ event }: Item) => {
        if (event.id === 'b') throw errorNamed('InvalidLabel', 'transform-label: rotation is not a number.');
        return { content: {} };
      },
      writeExport: async ({ event }: Item) => {
        written.push(event.id);
        return { status: 'exported' };
      },
    });
    const { executionArn } = await on.start('one-refused', group('a', 'b', 'c'));
    expect(await on.end('one-refused')).toMatchObject({ status: 'FAILED', error: 'LabelsDeadLettered' });
    expect(written.sort()).toEqual(['a', 'c']);
    const [letter, ...others] = await deadLetters(1);
    expect(others).toEqual([]);
    expect(letter?.events).toEqual([{ id: 'b', label: 'b' }]);
    expect(letter?.reason).toMatchObject({ error: 'InvalidLabel', executionArn });
    expect(Date.parse(letter?.reason.executionStartedAt ?? '')).toBeLessThanOrEqual(Date.now());
    expect(JSON.parse(letter?.reason.message ?? '')).toMatchObject({
      errorType: 'InvalidLabel',
      errorMessage: 'transform-label: rotation is not a number.',
      trace: expect.arrayContaining([expect.stringContaining('InvalidLabel')]),
    });
  });

  it('dead-letters a label that fetch refused, and puts one back that could not be written now', async () => {
    const { returned, startExport } = starter();
    on = await awsWith({
      startExport,
      fetchLabels: async () =>
        batchesOf<object>([
          { status: 'failed', event: { id: 'a' }, error: 'InvalidLabel', message: 'The document holds no title.' },
          { status: 'fetched', event: { id: 'b', dataUnit: 'unit' }, label: 'label-b' },
          { status: 'fetched', event: { id: 'c', dataUnit: 'unit' }, label: 'label-c' },
        ]),
      writeExport: async ({ event }: Item) => {
        if (event.id === 'b') throw errorNamed('StorageUnavailable');
        return { status: 'exported' };
      },
    });
    await on.start('two-refused', group('a', 'b', 'c'));
    expect(await on.end('two-refused')).toMatchObject({ status: 'FAILED', error: 'LabelsDeadLettered' });
    expect((await deadLetters(1)).map(({ events, reason }) => [events, reason.error, reason.message])).toEqual([
      [[{ id: 'a' }], 'InvalidLabel', 'The document holds no title.'],
    ]);
    await on.aws.idle();
    expect(returned.map(({ events, again }) => [events, again.split, again.reason])).toEqual([
      [
        [{ id: 'b', dataUnit: 'unit', label: 'label-b' }],
        200,
        expect.objectContaining({ error: 'StorageUnavailable', step: 'WriteExport' }),
      ],
    ]);
  });

  it.each(['PlatformRefused', 'AnswerTooLarge', 'Runtime.ExitError', 'TypeError'])(
    'puts a group back to be split when it fails as a whole with %s, and dead-letters a single event',
    async (name) => {
      const { returned, startExport } = starter();
      on = await awsWith({ startExport, fetchLabels: failing(Number.POSITIVE_INFINITY, name, allFetched) });
      await on.start('several', group('a', 'b'));
      expect(await on.end('several')).toMatchObject({ status: 'SUCCEEDED' });
      await on.start('alone', group('c'));
      expect(await on.end('alone')).toMatchObject({ status: 'FAILED', error: 'LabelsDeadLettered' });
      await on.aws.idle();
      expect(returned).toEqual([
        {
          events: [{ id: 'a' }, { id: 'b' }],
          again: { split: 1, reason: expect.objectContaining({ error: name, step: 'FetchLabels' }) },
        },
      ]);
      expect((await deadLetters(1)).map(({ events, reason }) => [events, reason.error])).toEqual([
        [[{ id: 'c' }], name],
      ]);
    },
  );

  it.each(['PlatformThrottled', 'PlatformUnavailable', 'StorageUnavailable', 'Lambda.TooManyRequestsException'])(
    'tries again after %s, and ends well',
    async (name) => {
      const fetchLabels = failing(4, name, allFetched);
      on = await awsWith({ fetchLabels });
      await on.start('retried', group('a'));
      expect(await on.end('retried')).toMatchObject({ status: 'SUCCEEDED' });
      expect(fetchLabels.calls()).toBe(5);
    },
  );

  it('waits for as long as its patience lasts, and then dead-letters a label that is throttled for good', async () => {
    const fetchLabels = failing(Number.POSITIVE_INFINITY, 'PlatformThrottled', allFetched);
    on = await awsWith({ fetchLabels }, { patience: { patienceHours: 1, labelsAtOnce: 25 } });
    await on.start('throttled', group('a'));
    expect(await on.end('throttled')).toMatchObject({ status: 'FAILED', error: 'LabelsDeadLettered' });
    expect(fetchLabels.calls()).toBe(16);
    expect((await deadLetters(1)).map(({ reason }) => reason.error)).toEqual(['PlatformThrottled']);
  });

  it('runs the labels of a batch side by side, forty at most', async () => {
    let now = 0;
    let most = 0;
    on = await awsWith({
      transformLabel: async () => {
        now += 1;
        most = Math.max(most, now);
        await new Promise((resolve) => setTimeout(resolve, 20));
        now -= 1;
        return { content: {} };
      },
    });
    await on.start('many', group(...ids(100)));
    expect(await on.end('many')).toMatchObject({ status: 'SUCCEEDED' });
    expect(most).toBe(40);
  });

  it('lets no Catch see a result above 262,144 bytes, and tells the rescue rule', async () => {
    const rescued: { detail: { error: string; input: string } }[] = [];
    on = await awsWith({
      fetchLabels: async () => batchesOf([{ status: 'fetched', event: { id: 'x'.repeat(262_144) } }]),
      rescueExecution: async (event: (typeof rescued)[number]) => rescued.push(event),
    });
    await on.start('too-large', group('a'));
    expect(await on.end('too-large')).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
    await on.aws.idle();
    expect(rescued.map(({ detail }) => [detail.error, JSON.parse(detail.input)])).toEqual([
      ['States.DataLimitExceeded', group('a')],
    ]);
    expect(await on.deadLetters()).toEqual([]);
  });

  it('puts a group back to be split when a child dies uncaught', async () => {
    const { returned, startExport } = starter();
    on = await awsWith({ startExport, transformLabel: async () => ({ content: 'x'.repeat(262_144) }) });
    await on.start('child-died', group('a', 'b'));
    expect(await on.end('child-died')).toMatchObject({ status: 'SUCCEEDED' });
    await on.aws.idle();
    expect(returned.map(({ events, again }) => [events, again.reason.error])).toEqual([
      [[{ id: 'a' }, { id: 'b' }], 'States.ExceedToleratedFailureThreshold'],
    ]);
    expect(await deadLetters(0)).toEqual([]);
  });
});

describe('a step that hangs until its state gives it up', () => {
  /** Runs the state machine, its functions given a second each; says how it ended and what was sent. */
  async function runHanging(hanging: string, times: number) {
    const definition = structuredClone(exportLabels.definition(urls, usualPatience)) as { States: object };
    const letters: { reason: Record<string, string> }[] = [];
    const hurry = (value: object): void => {
      if ('TimeoutSeconds' in value) value.TimeoutSeconds = 1;
      for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) hurry(inner);
    };
    hurry(definition.States);
    let calls = 0;
    const answers: Record<string, (events: unknown[]) => unknown> = {
      fetchLabels: (events) => allFetched({ events }),
      transformLabel: () => ({ content: {} }),
      writeExport: () => ({ status: 'exported' }),
    };
    const machine = stateMachine(definition, {
      retrySpeed: 20_000,
      integrations: {
        'arn:aws:states:::lambda:invoke': async (asked) => {
          const { FunctionName, Payload } = asked as { FunctionName: string; Payload: { events: unknown[] } };
          const name = FunctionName.split(':').at(-1) ?? '';
          if (name === hanging && ++calls <= times) await new Promise(() => {});
          return { Payload: answers[name]?.(Payload.events) as Json };
        },
        'arn:aws:states:::sqs:sendMessage': async (asked) => {
          letters.push((asked as unknown as { MessageBody: (typeof letters)[number] }).MessageBody);
          return {};
        },
      },
    });
    const run = { id: 'arn:aws:states:here:0:execution:it:hung', name: 'hung', stateMachine: 'it' };
    const ended = await machine.run(group('a'), { ...run, signal: new AbortController().signal }).then(
      () => 'succeeded',
      ({ name }: Error) => name,
    );
    return { ended, calls, letters };
  }

  it.each([
    ['fetchLabels', 'FetchLabels'],
    ['transformLabel', 'TransformLabel'],
    ['writeExport', 'WriteExport'],
  ] as const)(
    '%s: alone is tried twice more; then its letter names the step, which AWS does not',
    async (name, step) => {
      on = await awsWith();
      const [twice, thrice] = await Promise.all([runHanging(name, 2), runHanging(name, 3)]);
      expect(twice).toMatchObject({ ended: 'succeeded', calls: 3, letters: [] });
      expect(thrice).toMatchObject({
        ended: 'LabelsDeadLettered',
        calls: name === 'writeExport' ? 4 : 3, // it is called once more to note the failure
        letters: [{ reason: { error: 'States.Timeout', step } }],
      });
    },
  );
});

describe('a label whose dead letter cannot be sent', () => {
  type Letter = { events: { id: string }[]; again?: { reason: { error: string } } };
  type Asked = { FunctionName: string; Payload: { events: unknown[]; event: { id: string } } };
  /** Runs the state machine over sixty labels; the queue takes the letters of this function. */
  async function runSixty(takes: (letter: Letter) => boolean) {
    const letters: Letter[] = [];
    const written: string[] = [];
    const functions: Record<string, (payload: Asked['Payload']) => unknown> = {
      fetchLabels: allFetched,
      transformLabel: ({ event }) => {
        if (event.id === 'label-40') throw errorNamed('InvalidLabel');
        return { content: {} };
      },
      writeExport: ({ event }) => {
        written.push(event.id);
        return { status: 'exported' };
      },
    };
    const machine = stateMachine(exportLabels.definition(urls, usualPatience), {
      retrySpeed: 20_000,
      integrations: {
        'arn:aws:states:::lambda:invoke': async (asked) => {
          const { FunctionName, Payload } = asked as unknown as Asked;
          return { Payload: functions[FunctionName.split(':').at(-1) ?? '']?.(Payload) as Json };
        },
        'arn:aws:states:::sqs:sendMessage': async (asked) => {
          const letter = (asked as unknown as { MessageBody: Letter }).MessageBody;
          if (!takes(letter)) throw errorNamed('SQS.InvalidMessageContentsException');
          letters.push(letter);
          return {};
        },
      },
    });
    const ended = await machine
      .run(group(...ids(60)), {
        id: 'arn:aws:states:here:0:execution:it:sixty',
        name: 'sixty',
        stateMachine: 'it',
        signal: new AbortController().signal,
      })
      .then(
        () => 'succeeded',
        ({ name }: Error) => name,
      );
    return { ended, letters, written };
  }

  it('fails its child and the Map, whose Catch puts the whole group back: nothing is lost', async () => {
    on = await awsWith();
    const { ended, letters, written } = await runSixty(({ events }) => events.length > 1);
    expect(ended).toBe('succeeded');
    expect(letters.map(({ events, again }) => [events, again?.reason.error])).toEqual([
      [group(...ids(60)).events, 'States.ExceedToleratedFailureThreshold'],
    ]);
    expect(written).not.toContain('label-40');
  });

  it('never lets the execution end well, even when the queue takes nothing at all', async () => {
    on = await awsWith();
    const { ended, letters } = await runSixty(() => false);
    expect(ended).toBe('SQS.InvalidMessageContentsException'); // the rescue rule takes it up from here
    expect(letters).toEqual([]);
  });

  it('is the only one that the others wait for: a letter that can be sent stands alone', async () => {
    on = await awsWith();
    const { ended, letters, written } = await runSixty(() => true);
    expect(ended).toBe('LabelsDeadLettered');
    expect(letters.map(({ events }) => events)).toEqual([[{ id: 'label-40', label: 'label-40' }]]);
    expect(written).toHaveLength(59);
  });
});

describe('StartExecution', () => {
  it('answers the same execution while one of this name and input runs, and refuses another input', async () => {
    const open = Promise.withResolvers<void>();
    let calls = 0;
    on = await awsWith({
      fetchLabels: async () => {
        calls += 1;
        await open.promise;
        return batchesOf([]);
      },
    });
    const first = await on.start('twice', group('a'));
    const second = await on.start('twice', group('a'));
    expect([second.executionArn, second.startDate]).toEqual([first.executionArn, first.startDate]);
    await expect(on.start('twice', group('b'))).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    open.resolve();
    expect(await on.end('twice')).toMatchObject({ status: 'SUCCEEDED' });
    expect(calls).toBe(1);
  });

  it('refuses the name of an execution that has ended, even with the same input', async () => {
    on = await awsWith();
    await on.start('ended', group());
    await on.end('ended');
    await expect(on.start('ended', group())).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  it.each(['a/b', 'a b', 'a:b', 'a+b*', 'a'.repeat(81)])('refuses the name %s', async (name) => {
    on = await awsWith();
    await expect(on.start(name, group())).rejects.toMatchObject({ name: 'InvalidName' });
  });

  it('is described with input, output and dates', async () => {
    on = await awsWith();
    const { executionArn } = await on.start('described', group());
    await on.end('described');
    const description = await on.sfn.send(new DescribeExecutionCommand({ executionArn }));
    expect(description).toMatchObject({ name: 'described', status: 'SUCCEEDED', input: JSON.stringify(group()) });
    expect(JSON.parse(description.output ?? '')).toMatchObject({ outcome: { someDeadLettered: false } });
    expect(description.stopDate?.getTime()).toBeGreaterThanOrEqual(description.startDate?.getTime() ?? Number.NaN);
    await expect(
      on.sfn.send(new DescribeExecutionCommand({ executionArn: executionArn?.replace('described', 'another') })),
    ).rejects.toMatchObject({ name: 'ExecutionDoesNotExist' });
  });
});
