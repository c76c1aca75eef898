/**
 * Every error that ends a step or fails a label in it, by the name that Step Functions sees. It compares the STRING `error.name`, exactly and
 * without inheritance, so names are literals: a minifier renames classes.
 * `statemachines/*.asl.json` is checked against this list by test, both ways.
 */
export abstract class PipelineError extends Error {
  abstract override readonly name: string;
  /** Whether the same request may succeed later. */
  abstract readonly retryable: boolean;
}

/** 429, or a quota of the platform is used up. The state machine waits longer each time: a Retry cannot heed retry-after. */
export class PlatformThrottled extends PipelineError {
  override readonly name = 'PlatformThrottled';
  override readonly retryable = true;
}

/** 5xx, no connection, no answer in time. */
export class PlatformUnavailable extends PipelineError {
  override readonly name = 'PlatformUnavailable';
  override readonly retryable = true;
}

/**
 * The event came before the platform's read side shows the label. It ends no step: FetchLabels puts the event back, and
 * after ten minutes the label fails alone.
 */
export class LabelNotReady extends PipelineError {
  override readonly name = 'LabelNotReady';
  override readonly retryable = true;
}

/** S3, SQS or Secrets Manager answered 5xx or "slow down", or could not be reached. */
export class StorageUnavailable extends PipelineError {
  override readonly name = 'StorageUnavailable';
  override readonly retryable = true;
}

/** 401 or 403: the credentials are wrong, or may not see the project. */
export class PlatformRefused extends PipelineError {
  override readonly name = 'PlatformRefused';
  override readonly retryable = false;
}

/** The label is not there, and no wait will bring it. */
export class LabelNotFound extends PipelineError {
  override readonly name = 'LabelNotFound';
  override readonly retryable = false;
}

/** The platform's document does not parse, or holds what the canonical label cannot hold yet. The message says where. */
export class InvalidLabel extends PipelineError {
  override readonly name = 'InvalidLabel';
  override readonly retryable = false;
}

/** A payload between two steps, or a message in a queue, breaks its contract. */
export class InvalidRequest extends PipelineError {
  override readonly name = 'InvalidRequest';
  override readonly retryable = false;
}

/** `labelwire.config.ts`, an environment variable or a secret does not say what it must. */
export class InvalidConfiguration extends PipelineError {
  override readonly name = 'InvalidConfiguration';
  override readonly retryable = false;
}

/** Answers of the webhook receiver. They never reach the state machine. */
export abstract class DeliveryRefused extends Error {
  abstract override readonly name: string;
  abstract readonly statusCode: number;
}

export class SignatureMismatch extends DeliveryRefused {
  override readonly name = 'SignatureMismatch';
  readonly statusCode = 401;
}

export class MalformedDelivery extends DeliveryRefused {
  override readonly name = 'MalformedDelivery';
  readonly statusCode = 400;
}

export class UnknownPlatform extends DeliveryRefused {
  override readonly name = 'UnknownPlatform';
  readonly statusCode = 404;
}

export class MethodNotAllowed extends DeliveryRefused {
  override readonly name = 'MethodNotAllowed';
  readonly statusCode = 405;
}

export class DeliveryTooLarge extends DeliveryRefused {
  override readonly name = 'DeliveryTooLarge';
  readonly statusCode = 413;
}

export class UnsupportedContentType extends DeliveryRefused {
  override readonly name = 'UnsupportedContentType';
  readonly statusCode = 415;
}

/** SQS did not take every event: the platform must send the delivery again. */
export class QueueUnavailable extends DeliveryRefused {
  override readonly name = 'QueueUnavailable';
  readonly statusCode = 503;
}

/** The secret to check the delivery by could not be read: the platform must send the delivery again. */
export class SecretUnavailable extends DeliveryRefused {
  override readonly name = 'SecretUnavailable';
  readonly statusCode = 503;
}

export const pipelineErrors = {
  PlatformThrottled,
  PlatformUnavailable,
  LabelNotReady,
  StorageUnavailable,
  PlatformRefused,
  LabelNotFound,
  InvalidLabel,
  InvalidRequest,
  InvalidConfiguration,
} as const;
