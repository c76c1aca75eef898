import { keys } from '../../lib/contracts/keys.ts';
import type { HeldLetter } from '../../lib/queue/dead-letters.ts';
import { logGroupOf, logQueries } from '../log-queries.ts';
import type { Stack } from '../stack.ts';
import type { UnderWay } from './events-under-way.ts';
import type { Exported, TracedLabel } from './traced-label.ts';

/** Where the console of AWS shows what is known of a label. */
export type AwsLinks = {
  /** Every line about it in the logs of the functions, of the last two weeks. */
  readonly logs: string;
  /** Of its record and its files, by key. */
  readonly objects: Readonly<Record<string, string>>;
  /** By ARN; of one that runs by name. */
  readonly executions: Readonly<Record<string, string>>;
};

type Known = {
  readonly traced: TracedLabel;
  readonly exported?: Exported | undefined;
  readonly underWay: UnderWay;
  readonly letters: readonly HeldLetter[];
};

const consoles: Readonly<Record<string, (region: string) => string>> = {
  aws: (region) => `${region}.console.aws.amazon.com`,
  'aws-us-gov': () => 'console.amazonaws-us-gov.com',
  'aws-cn': () => 'console.amazonaws.cn',
};

/** `stack` is a deployment on AWS. Undefined in a partition whose console is not known. */
export function awsLinks({ traced, exported, underWay, letters }: Known, stack: Stack): AwsLinks | undefined {
  const { stateMachineArn, bucket, bucketPrefix } = stack;
  const [, partition = '', , region = '', , , machine = ''] = stateMachineArn.split(':');
  const host = consoles[partition]?.(region);
  if (host === undefined) return undefined;
  const page = (path: string) => `https://${host}/${path}?region=${region}`;
  const execution = (arn: string) => `${page('states/home')}#/v2/executions/details/${arn}`;
  const ownKeys = exported ? [keys.record(exported.record), ...Object.keys(exported.record.files)] : [];
  return {
    logs: `${page('cloudwatch/home')}#logsV2:logs-insights$3FqueryDetail$3D${queryDetail(traced.label, machine)}`,
    objects: Object.fromEntries(
      ownKeys.map((key) => [key, `${page(`s3/object/${bucket}`)}&prefix=${encodeURIComponent(bucketPrefix + key)}`]),
    ),
    executions: Object.fromEntries([
      ...underWay.events.map(({ execution: name }) => [
        name,
        execution(`${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`),
      ]),
      ...letters.flatMap(({ executionArn }) =>
        executionArn === undefined ? [] : [[executionArn, execution(executionArn)]],
      ),
    ]),
  };
}

const twoWeeksInSeconds = 14 * 24 * 3_600;

/** The saved query `way of a label`, as the address of Logs Insights holds it. */
function queryDetail(label: string, stateMachine: string): string {
  const stack = stateMachine.replace(/-export-labels$/, '');
  const { query, functions } = logQueries['way of a label'];
  const text = query.replace("'THE ID OF THE LABEL'", () => JSON.stringify(label));
  const groups = functions.map((name) => `~'${inAddress(logGroupOf(stack, name))}`).join('');
  return `~(end~0~start~-${twoWeeksInSeconds}~timeType~'RELATIVE~unit~'seconds~editorString~'${inAddress(text)}~source~(${groups}))`;
}

/** A text of JSURL, which the console of CloudWatch writes its addresses in: https://github.com/Sage/jsurl */
const inAddress = (text: string): string =>
  text.replaceAll(/[^\w.-]/g, (character) => {
    const code = character.charCodeAt(0).toString(16);
    return character === '$' ? '!' : code.length <= 2 ? `*${code.padStart(2, '0')}` : `**${code.padStart(4, '0')}`;
  });
