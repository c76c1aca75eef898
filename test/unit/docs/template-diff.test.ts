import { expect, it } from 'vitest';
import { templateDiff } from '../../../deploy/template-diff.ts';

const queue = (seconds: number) => ({ Type: 'AWS::SQS::Queue', Properties: { VisibilityTimeout: seconds } });
const lambda = (time: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { Code: { S3Key: `serverless/labelwire/prod/${time}/fetchLabels.zip` } },
});
const template = (Resources: object, Outputs: object = {}) => ({ Resources, Outputs }) as never;

it('says that nothing changes where only the code was packaged anew', () => {
  const [before, after] = ['1795876522287-2026-11-28T14:35:22.287Z', '1795876999999-2026-11-28T14:43:19.999Z'];
  expect(templateDiff(template({ FetchLabels: lambda(before) }), template({ FetchLabels: lambda(after) }))).toContain(
    'Nothing but the code of the functions.',
  );
});

it('shows what is added, removed and changed, and leaves out what stays', () => {
  const text = templateDiff(
    template({ Events: queue(362), Old: queue(1), Same: queue(2) }, { Version: { Value: '1' } }),
    template({ Events: queue(380), New: queue(3), Same: queue(2) }, { Version: { Value: '2' } }),
  );
  expect(text.match(/^### .*/gm)).toEqual([
    '### Events: changed',
    '### New: added',
    '### Old: removed',
    '### output Version: changed',
  ]);
  expect(text).toContain('-     "VisibilityTimeout": 362\n+     "VisibilityTimeout": 380');
  expect(text).not.toContain('Same');
});

it('does not mind in which order a document has its members', () => {
  const { Type, Properties } = queue(1);
  expect(templateDiff(template({ A: { Type, Properties } }), template({ A: { Properties, Type } }))).toContain(
    'Nothing',
  );
});
