/**
 * Every error by which a step or a label in it fails, and every refusal of a delivery. Step Functions compares the STRING
 * `error.name`, exactly and without inheritance, so each name is the key of a table: a minifier renames classes, and
 * leaves keys alone. When each is thrown says error-meanings.ts, and `statemachines/*.asl.json` is checked against `retryable` by
 * a test, both ways.
 */
export const pipelineErrors = {
  PlatformThrottled: { retryable: true },
  PlatformUnavailable: { retryable: true },
  GroupUnavailable: { retryable: true },
  LabelNotReady: { retryable: true },
  StorageUnavailable: { retryable: true },
  PlatformRefused: { retryable: false },
  AnswerTooLarge: { retryable: false },
  LabelNotFound: { retryable: false },
  NotLabelled: { retryable: false },
  InvalidLabel: { retryable: false },
  InvalidRequest: { retryable: false },
  InvalidConfiguration: { retryable: false },
} as const satisfies Record<string, { readonly retryable: boolean }>;

export type PipelineErrorName = keyof typeof pipelineErrors;

export abstract class PipelineError extends Error {
  abstract override readonly name: PipelineErrorName;
  /** Whether the same request may succeed later. */
  abstract readonly retryable: boolean;
}

function pipelineError(name: PipelineErrorName) {
  return class extends PipelineError {
    override readonly name = name;
    override readonly retryable: boolean = pipelineErrors[name].retryable;
  };
}

export const PlatformThrottled = /* @__PURE__ */ pipelineError('PlatformThrottled');
export const PlatformUnavailable = /* @__PURE__ */ pipelineError('PlatformUnavailable');
export const GroupUnavailable = /* @__PURE__ */ pipelineError('GroupUnavailable');
export const AnswerTooLarge = /* @__PURE__ */ pipelineError('AnswerTooLarge');
export const LabelNotReady = /* @__PURE__ */ pipelineError('LabelNotReady');
export const StorageUnavailable = /* @__PURE__ */ pipelineError('StorageUnavailable');
export const PlatformRefused = /* @__PURE__ */ pipelineError('PlatformRefused');
export const LabelNotFound = /* @__PURE__ */ pipelineError('LabelNotFound');

/** `revision`: of what the platform shows, in microseconds since 1970, where the document says when it changed. */
export class NotLabelled extends /* @__PURE__ */ pipelineError('NotLabelled') {
  readonly revision: number | undefined;

  constructor(message: string, revision?: number) {
    super(message);
    this.revision = revision;
  }
}

export const InvalidLabel = /* @__PURE__ */ pipelineError('InvalidLabel');
export const InvalidRequest = /* @__PURE__ */ pipelineError('InvalidRequest');
export const InvalidConfiguration = /* @__PURE__ */ pipelineError('InvalidConfiguration');

/** How the webhook receiver refuses a delivery, with the status of its answer. None of these reaches the state machine. */
const refusals = {
  SignatureMismatch: 401,
  MalformedDelivery: 400,
  UnknownConnection: 404,
  MethodNotAllowed: 405,
  DeliveryTooLarge: 413,
  UnsupportedContentType: 415,
  /** SQS did not take every event: the platform must send the delivery again. */
  QueueUnavailable: 503,
  /** The secret to check the delivery by cannot be read: the platform must send the delivery again. */
  SecretUnavailable: 503,
} as const;

export abstract class DeliveryRefused extends Error {
  abstract override readonly name: keyof typeof refusals;
  abstract readonly statusCode: number;
}

function deliveryRefused(name: keyof typeof refusals) {
  return class extends DeliveryRefused {
    override readonly name = name;
    readonly statusCode = refusals[name];
  };
}

export const SignatureMismatch = /* @__PURE__ */ deliveryRefused('SignatureMismatch');
export const MalformedDelivery = /* @__PURE__ */ deliveryRefused('MalformedDelivery');
export const UnknownConnection = /* @__PURE__ */ deliveryRefused('UnknownConnection');
export const MethodNotAllowed = /* @__PURE__ */ deliveryRefused('MethodNotAllowed');
export const DeliveryTooLarge = /* @__PURE__ */ deliveryRefused('DeliveryTooLarge');
export const UnsupportedContentType = /* @__PURE__ */ deliveryRefused('UnsupportedContentType');
export const QueueUnavailable = /* @__PURE__ */ deliveryRefused('QueueUnavailable');
export const SecretUnavailable = /* @__PURE__ */ deliveryRefused('SecretUnavailable');
