/**
 * Every error by which a step or a label in it fails, and every refusal of a delivery. Step Functions compares the STRING
 * `error.name`, exactly and without inheritance, so each name is the key of a table: a minifier renames classes, and
 * leaves keys alone. The README's table is generated from `when`, and `statemachines/*.asl.json` is checked against
 * `retryable` by a test, both ways.
 */
export const pipelineErrors = {
  PlatformThrottled: {
    retryable: true,
    when: 'the platform asks for fewer requests, or a quota of the platform is used up',
  },
  PlatformUnavailable: {
    retryable: true,
    when: 'the platform answers 5xx, refuses the connection, or does not answer in time',
  },
  GroupUnavailable: {
    retryable: true,
    when: 'the platform shows the project, and fails for this group of labels: the group is split, so that the label that causes it is alone',
  },
  LabelNotReady: {
    retryable: true,
    when: 'the event was faster than the platform’s read side: the label goes back into the queue alone; one that is not shown after ten minutes counts as deleted',
  },
  StorageUnavailable: {
    retryable: true,
    when: 'S3, SQS, Step Functions or Secrets Manager answers 5xx or "slow down", or cannot be reached',
  },
  PlatformRefused: {
    retryable: false,
    when: 'the platform answers 401 or 403: the key is wrong, or may not see the project; raises an alarm at once',
  },
  AnswerTooLarge: {
    retryable: false,
    when: 'what the platform answers about one label alone has more bytes than a step can hold; a group of labels is asked for in smaller groups first',
  },
  LabelNotFound: { retryable: false, when: 'the platform has no such label' },
  NotLabelled: {
    retryable: false,
    when: 'nobody has labelled it (yet): it was skipped, is queued or in progress; nothing is exported, and what was exported before stays',
  },
  InvalidLabel: {
    retryable: false,
    when: 'the document does not parse, or holds what the canonical label cannot hold; the message says where',
  },
  InvalidRequest: { retryable: false, when: 'a message or a payload breaks its contract' },
  InvalidConfiguration: {
    retryable: false,
    when: '`labelwire.config.ts`, a secret, the bucket or a class map is not as it must be; the message says how',
  },
} as const satisfies Record<string, { readonly retryable: boolean; readonly when: string }>;

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
