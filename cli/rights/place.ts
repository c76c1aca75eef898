/** Where a deployment is, as the ARNs of its parts name it. */
export type Place = {
  /** `aws`, `aws-us-gov` or `aws-cn`. */
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly stage: string;
  readonly bucket: string;
  /** Ends in `/`, or is empty. */
  readonly bucketPrefix: string;
};

export type Statement = {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
};

export const allow = (
  Sid: string,
  Action: readonly string[],
  Resource: Statement['Resource'],
  Condition?: Statement['Condition'],
): Statement => ({ Sid, Effect: 'Allow', Action, Resource, ...(Condition ? { Condition } : {}) });

/** The ARNs of the parts of a deployment, which begin with the name of its stack. */
export function partsOf({ partition, region, account, stage, bucket, bucketPrefix }: Place) {
  const stack = `labelwire-${stage}`;
  const arn = (service: string, resource: string) => `arn:${partition}:${service}:${region}:${account}:${resource}`;
  return {
    partition,
    region,
    account,
    name: stack,
    arn,
    stack: arn('cloudformation', `stack/${stack}/*`),
    labelEvents: arn('sqs', `${stack}-label-events`),
    deadLetters: arn('sqs', `${stack}-label-events-dlq`),
    stateMachine: (name: string) => arn('states', `stateMachine:${stack}-${name}`),
    executions: (name: string) => arn('states', `execution:${stack}-${name}:*`),
    secrets: arn('secretsmanager', `secret:labelwire/${stage}/*`),
    topic: arn('sns', `${stack}-alarms`),
    functions: arn('lambda', `function:${stack}-*`),
    roles: `arn:${partition}:iam::${account}:role/${stack}-*`,
    bucket: `arn:${partition}:s3:::${bucket}`,
    objects: (...below: readonly string[]) =>
      below.map((path) => `arn:${partition}:s3:::${bucket}/${bucketPrefix}${path}*`),
    prefixes: (...below: readonly string[]) => below.map((path) => `${bucketPrefix}${path}*`),
  };
}
