import type { Difference } from './judge.ts';

/** Where the emulators, in the versions that are pinned, break what AWS documents. AWS's word counts, not theirs. */

const s3 = 'https://docs.aws.amazon.com/AmazonS3/latest';
const sqs = 'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference';

const on = (implementation: string) => (rule: string, shows: RegExp, documented: string, reason: string) => ({
  implementation,
  rule,
  shows,
  documented,
  reason,
});
const miniStack = on('MiniStack');
const moto = on('moto');

export const knownDifferences: readonly Difference[] = [
  miniStack(
    'S3: refuses more than 2 KB of user metadata',
    /resolved .* instead of rejecting/s,
    `${s3}/userguide/UsingMetadata.html`,
    'It does not look at the size of metadata.',
  ),
  miniStack(
    'S3: takes a key of 1,024 bytes, and none that is longer',
    /resolved .* instead of rejecting/s,
    `${s3}/userguide/object-keys.html`,
    'It does not look at the length of a key.',
  ),
  miniStack(
    'S3: takes a SHA-256 checksum and tells it again',
    /expected undefined to be/,
    `${s3}/API/API_PutObject.html`,
    'It checks the checksum and tells it to a HEAD, and leaves it out of the answer to the PUT.',
  ),
  miniStack(
    'SQS: takes a second delete of the same message without complaint',
    /Successful: \[\]/,
    `${sqs}/API_DeleteMessage.html`,
    'It takes the receipt of a message that is deleted for an invalid one.',
  ),
  miniStack(
    'SQS: takes a delete with an older receipt without complaint',
    /to deeply equal \[\]/,
    `${sqs}/API_DeleteMessage.html`,
    'It takes an older receipt for an invalid one.',
  ),
  moto(
    'S3: never shows the bytes of one write with the metadata of another',
    /XML parse error/,
    `${s3}/userguide/Welcome.html#ConsistencyModel`,
    'It closes the file of what is replaced while somebody may be reading it, who then gets an error 500.',
  ),
  moto(
    'S3: refuses more than 2 KB of user metadata',
    /resolved .* instead of rejecting/s,
    `${s3}/userguide/UsingMetadata.html`,
    'It does not look at the size of metadata.',
  ),
  moto(
    'S3: takes a key of 1,024 bytes, and none that is longer',
    /resolved .* instead of rejecting/s,
    `${s3}/userguide/object-keys.html`,
    'It looks at the length of a key only where parts are uploaded.',
  ),
  moto(
    'S3: refuses bytes that are not those of the checksum, and writes nothing',
    /resolved .* instead of rejecting/s,
    `${s3}/userguide/checking-object-integrity-upload.html`,
    'It keeps the checksum that it is given, and does not compute one.',
  ),
  moto(
    'SQS: takes the others of a batch when it refuses one for a character',
    /expected \[\] to match/,
    `${sqs}/API_SendMessageBatch.html`,
    'It looks at the characters of a single message, not at those of a batch.',
  ),
  moto(
    'SQS: takes the others of a batch when it refuses one for its length',
    /must be shorter than 1024 bytes/,
    `${sqs}/API_SendMessageBatch.html`,
    'One message that is too long makes it refuse the whole batch.',
  ),
  {
    ...moto(
      'SQS: gives a message to one receiver at a time, ten messages at most',
      /to deeply equal \[ 'message 00'/,
      `${sqs}/API_ReceiveMessage.html`,
      'It looks whether a message is visible and hides it in two steps: of receivers at the same moment two may get one message.',
    ),
    isRace: true,
  },
];
