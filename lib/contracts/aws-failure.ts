type AwsFailure = {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $retryable?: { readonly throttling?: boolean };
};

/** Names that mean "not now" although their status is below 500. */
const transient = new Set([
  'SlowDown',
  'RequestTimeout',
  'RequestTimeTooSkewed',
  'RequestThrottled',
  'ThrottlingException',
  'TooManyRequestsException',
  'KmsThrottled',
  'ExecutionLimitExceeded', // of Step Functions: others end
]);

/** What the AWS SDK threw, in short: `mayPass` when the same request may succeed later; `reason` is e.g. `SlowDown (503)`. */
export function awsFailure(error: unknown): { readonly mayPass: boolean; readonly reason: string } {
  const { name = 'Error', $metadata, $retryable } = error as AwsFailure;
  const status = $metadata?.httpStatusCode;
  const mayPass = status === undefined || status >= 500 || transient.has(name) || $retryable?.throttling === true;
  return { mayPass, reason: status === undefined ? name : `${name} (${status})` };
}
