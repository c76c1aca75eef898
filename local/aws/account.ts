/** The one account and region of AWS on this machine. fauxqs uses the same account id. */
export const region = 'us-east-1';
export const accountId = '000000000000';
/** As deployed: labelwire-<stage>. */
export const stack = 'labelwire-local';

export const arnOf = {
  function: (name: string) => `arn:aws:lambda:${region}:${accountId}:function:${name}`,
  queue: (name: string) => `arn:aws:sqs:${region}:${accountId}:${name}`,
  stateMachine: (name: string) => `arn:aws:states:${region}:${accountId}:stateMachine:${name}`,
  execution: (stateMachine: string, name: string) =>
    `arn:aws:states:${region}:${accountId}:execution:${stateMachine}:${name}`,
  secret: (name: string, suffix: string) => `arn:aws:secretsmanager:${region}:${accountId}:secret:${name}-${suffix}`,
} as const;
