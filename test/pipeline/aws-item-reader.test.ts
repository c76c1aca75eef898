import { describe, expect, it } from 'vitest';
import { type Integration, stateMachine } from '../../local/aws/state-machine.ts';
import type { Json } from '../../local/aws/state-run.ts';
import { errorNamed } from '../support/local-aws.ts';

const run = { id: 'arn:execution:m:one', name: 'one', stateMachine: 'm', signal: new AbortController().signal };

/** A Map over the list that `read` gives, whose children call `work`; then a state that keeps what became of it. */
const mapOver = (list: Json, work: Integration, parts: object = {}) =>
  stateMachine(
    {
      StartAt: 'Each',
      States: {
        Each: {
          Type: 'Map',
          Label: 'Each',
          ItemReader: {
            Resource: 'arn:aws:states:::s3:getObject',
            ReaderConfig: { InputType: 'JSON' },
            Parameters: { 'Bucket.$': '$.bucket', 'Key.$': '$.list.key' },
          },
          ItemSelector: {
            'item.$': '$$.Map.Item.Value',
            'number.$': '$$.Map.Item.Index',
            'run.$': '$$.Execution.Name',
            fixed: [1],
          },
          MaxConcurrency: 3,
          ToleratedFailurePercentage: 0,
          ItemProcessor: {
            ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
            StartAt: 'Work',
            States: {
              Work: {
                Type: 'Task',
                Resource: 'arn:aws:states:::lambda:invoke',
                Parameters: { FunctionName: 'work', 'Payload.$': '$' },
                OutputPath: '$.Payload',
                TimeoutSeconds: 10,
                End: true,
              },
            },
          },
          ResultPath: '$.results',
          Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: 'Failed' }],
          Next: 'Done',
          ...parts,
        },
        Failed: { Type: 'Pass', End: true },
        Done: { Type: 'Pass', End: true },
      },
    },
    {
      retrySpeed: 1_000,
      integrations: {
        'arn:aws:states:::lambda:invoke': async (parameters) => ({
          Payload: await work((parameters as { Payload: Json }).Payload),
        }),
        'arn:aws:states:::s3:getObject': async (parameters) =>
          JSON.stringify(parameters) === '{"Bucket":"b","Key":"k"}' ? list : null,
      },
    },
  );
const input = { bucket: 'b', list: { key: 'k' } };

describe('a Map that reads its items', () => {
  it('gives each child its item, and keeps the answers in their order, few at a time', async () => {
    let atOnce = 0;
    let most = 0;
    const machine = mapOver([3, 1, 2, 5, 4], async (payload) => {
      atOnce += 1;
      most = Math.max(most, atOnce);
      await new Promise((resolve) => setImmediate(resolve));
      atOnce -= 1;
      return payload;
    });
    const { results } = (await machine.run(input, run)) as { results: Json[] };
    expect(results).toEqual([3, 1, 2, 5, 4].map((item, number) => ({ item, number, run: 'one', fixed: [1] })));
    expect(most).toBe(3);
  });

  it('fails as on AWS when a child does, by a name that does not say why', async () => {
    const machine = mapOver([1, 2], async () => {
      throw errorNamed('InvalidRequest');
    });
    expect(await machine.run(input, run)).toMatchObject({
      failure: { Error: 'States.ExceedToleratedFailureThreshold' },
    });
  });

  it('fails where what it reads is no list', async () => {
    const machine = mapOver({ no: 'list' }, async () => 'ok');
    expect(await machine.run(input, run)).toMatchObject({ failure: { Error: 'States.ItemReaderFailed' } });
  });

  it('ends the execution, past every Catch, when all answers together do not fit into a state', async () => {
    const fits = mapOver(new Array(100).fill(0), async () => 'x'.repeat(2_000));
    expect(await fits.run(input, run)).toHaveProperty('results');
    const tooMuch = mapOver(new Array(200).fill(0), async () => 'x'.repeat(2_000));
    await expect(tooMuch.run(input, run)).rejects.toMatchObject({ name: 'States.DataLimitExceeded' });
  });

  it('is refused where nothing reads its items', () => {
    const reader = { Resource: 'arn:aws:states:::s3:listObjectsV2', ReaderConfig: {}, Parameters: {} };
    expect(() => mapOver([], async () => 'ok', { ItemReader: reader })).toThrow(/no reader for/);
  });
});
