/**
 * Public prices of AWS in USD, us-east-1, without free tiers, discounts and taxes. Written down from memory, NOT read
 * from AWS: look each up on its page before you rely on it. This is the only place of this project that has prices.
 */
export const pricesAsOf = '2026-11-22';

const million = 1_000_000;

export const prices = {
  /** https://aws.amazon.com/lambda/pricing/ */
  lambdaRequest: 0.2 / million,
  lambdaArmGbSecond: 0.0000133334,
  lambdaX86GbSecond: 0.0000166667,
  /** https://aws.amazon.com/sqs/pricing/ (standard queues) */
  sqsRequest: 0.4 / million,
  /** https://aws.amazon.com/step-functions/pricing/ */
  standardTransition: 25 / million,
  expressRequest: 1 / million,
  expressGbSecond: 0.00001667,
  /** https://aws.amazon.com/s3/pricing/ (S3 Standard; DELETE is free) */
  s3Put: 5 / million,
  s3Get: 0.4 / million,
  /** https://aws.amazon.com/cloudwatch/pricing/ */
  logGigabyte: 0.5,
  alarmMonth: 0.1,
  metricMonth: 0.3,
  /** https://aws.amazon.com/eventbridge/pricing/ (custom events of 64 KB at most; EventBridge Scheduler) */
  customEvent: 1 / million,
  scheduledInvocation: 1 / million,
  /** https://aws.amazon.com/xray/pricing/ */
  traceRecorded: 5 / million,
  /** https://aws.amazon.com/secrets-manager/pricing/ */
  secretMonth: 0.4,
  secretRequest: 0.05 / 10_000,
  /** https://aws.amazon.com/kms/pricing/ */
  kmsRequest: 0.03 / 10_000,
  kmsKeyMonth: 1,
  /** https://aws.amazon.com/ecr/pricing/ */
  imageGigabyteMonth: 0.1,
} as const;
