import type { PipelineErrorName } from './errors.ts';

/** When each error is thrown, in the words of the README's table. No function loads them. */
export const errorMeanings: Readonly<Record<PipelineErrorName, string>> = {
  PlatformThrottled: 'the platform asks for fewer requests, or a quota of the platform is used up',
  PlatformUnavailable: 'the platform answers 5xx, refuses the connection, or does not answer in time',
  GroupUnavailable:
    'the platform shows the project, and fails for this group of labels: the group is split, so that the label that causes it is alone',
  LabelNotReady:
    'the event was faster than the platform’s read side: the label goes back into the queue alone; one that is not shown after ten minutes counts as deleted',
  StorageUnavailable: 'S3, SQS, Step Functions or Secrets Manager answers 5xx or "slow down", or cannot be reached',
  PlatformRefused:
    'the platform answers 401 or 403: the key is wrong, or may not see the project; raises an alarm at once',
  AnswerTooLarge:
    'what the platform answers about one label alone has more bytes than a step can hold; a group of labels is asked for in smaller groups first',
  LabelNotFound: 'the platform has no such label',
  NotLabelled:
    'nobody has labelled it (yet): it was skipped, is queued or in progress; nothing is exported, and what was exported before stays',
  InvalidLabel: 'the document does not parse, or holds what the canonical label cannot hold; the message says where',
  InvalidRequest: 'a message or a payload breaks its contract',
  InvalidConfiguration:
    '`labelwire.config.ts`, a secret, the bucket or a class map is not as it must be; the message says how',
};
