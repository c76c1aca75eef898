import { describe, expect, it } from 'vitest';
import type { Stack } from '../../../cli/stack.ts';
import { awsLinks } from '../../../cli/trace/aws-links.ts';
import type { Exported } from '../../../cli/trace/traced-label.ts';
import type { HeldLetter } from '../../../lib/queue/dead-letters.ts';

const stackIn = (partition: string, region: string) =>
  ({
    stateMachineArn: `arn:${partition}:states:${region}:111122223333:stateMachine:labelwire-prod-export-labels`,
    bucket: 'labels-of-ours',
    bucketPrefix: 'team a/',
  }) as Stack;

const name = { connection: 'encord', project: 'quay', label: 'quay\'s "first" $1' };
const failed = 'arn:aws:states:eu-central-1:111122223333:execution:labelwire-prod-export-labels:failed';
const known = {
  traced: name,
  exported: {
    record: { ...name, files: { 'exports/coco/a b.json': { sha256: '' } } },
    files: [],
  } as unknown as Exported,
  underWay: { events: [{ execution: 'running', since: '', event: 'event-1', attempt: 1 }], notLookedAt: 0 },
  letters: [{ executionArn: failed }, {}] as HeldLetter[],
};

describe('the links of a label to the console of AWS', () => {
  it('lead to its record, its files and its executions', () => {
    const { objects, executions } = awsLinks(known, stackIn('aws', 'eu-central-1')) ?? {};
    const host = 'https://eu-central-1.console.aws.amazon.com';
    const [record = '', file] = Object.entries(objects ?? {});
    expect(record[1]).toContain(
      `${host}/s3/object/labels-of-ours?region=eu-central-1&prefix=team%20a%2Frecords%2Fencord%2F`,
    );
    expect(file).toEqual([
      'exports/coco/a b.json',
      `${host}/s3/object/labels-of-ours?region=eu-central-1&prefix=team%20a%2Fexports%2Fcoco%2Fa%20b.json`,
    ]);
    const details = `${host}/states/home?region=eu-central-1#/v2/executions/details/`;
    expect(executions).toEqual({ running: details + failed.replace('failed', 'running'), [failed]: details + failed });
  });

  it('search the logs of the functions of this deployment for the label, whatever its id holds', () => {
    const { logs = '' } = awsLinks(known, stackIn('aws', 'eu-central-1')) ?? {};
    expect(logs).toMatch(/#logsV2:logs-insights\$3FqueryDetail\$3D~\(end~0~start~-1209600~/);
    // label = "quay's \"first\" $1"
    expect(logs).toContain('label*20*3d*20*22quay*27s*20*5c*22first*5c*22*20!1*22');
    expect(logs).toContain("~source~(~'*2faws*2flambda*2flabelwire-prod-startExport~'");
    expect(new URL(logs).href).toBe(logs);
  });

  it('are those of their partition, and none where its console is not known', () => {
    expect(awsLinks(known, stackIn('aws-us-gov', 'us-gov-west-1'))?.logs).toMatch(
      /^https:\/\/console\.amazonaws-us-gov\.com\//,
    );
    expect(awsLinks(known, stackIn('aws-cn', 'cn-north-1'))?.logs).toMatch(/^https:\/\/console\.amazonaws\.cn\//);
    expect(awsLinks(known, stackIn('aws-iso', 'us-iso-east-1'))).toBeUndefined();
  });
});
