import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, type SendMessageCommandInput, type SQSClient } from '@aws-sdk/client-sqs';
import { type LambdaFunction, LambdaServiceError } from './lambda.ts';
import type { Integration } from './state-machine.ts';
import type { Json } from './state-run.ts';

/** The service integrations that the state machines use, by their Resource; `s3` where a Map reads its items there. */
export const integrations = (
  functions: ReadonlyMap<string, LambdaFunction>,
  sqs: SQSClient,
  s3?: S3Client,
): Record<string, Integration> => ({
  'arn:aws:states:::lambda:invoke': (parameters) => invoke(functions, parameters as InvokeParameters),
  ...(s3 ? { 'arn:aws:states:::s3:getObject': (parameters) => getObject(s3, parameters as ReadParameters) } : {}),
  'arn:aws:states:::sqs:sendMessage': (parameters) => sendMessage(sqs, parameters as unknown as SendParameters),
});

type InvokeParameters = { FunctionName: string; Payload?: Json };

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html */
async function invoke(functions: ReadonlyMap<string, LambdaFunction>, parameters: InvokeParameters): Promise<Json> {
  const { FunctionName, Payload = {} } = parameters;
  const called = functions.get(FunctionName);
  if (!called) throw new LambdaServiceError('Lambda.ResourceNotFoundException', `Function not found: ${FunctionName}`);
  return { ExecutedVersion: '$LATEST', StatusCode: 200, Payload: (await called.invoke(Payload)) as Json };
}

type ReadParameters = { Bucket: string; Key: string };

/** Of the ItemReader of a Map: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html */
async function getObject(s3: S3Client, { Bucket, Key }: ReadParameters): Promise<Json> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return JSON.parse((await Body?.transformToString()) ?? '') as Json;
}

type SendParameters = Omit<SendMessageCommandInput, 'MessageBody'> & { MessageBody: Json };

/** A body that is not a string is sent as JSON: https://docs.aws.amazon.com/step-functions/latest/dg/connect-sqs.html */
async function sendMessage(sqs: SQSClient, { MessageBody, ...rest }: SendParameters): Promise<Json> {
  const body = typeof MessageBody === 'string' ? MessageBody : JSON.stringify(MessageBody);
  try {
    const sent = await sqs.send(new SendMessageCommand({ ...rest, MessageBody: body }));
    return { MD5OfMessageBody: sent.MD5OfMessageBody ?? '', MessageId: sent.MessageId ?? '' };
  } catch (error) {
    throw Object.assign(error as Error, { name: sqsErrorName(error as Error) });
  }
}

/** `QueueDoesNotExist` → `SQS.QueueDoesNotExistException`: https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html */
const sqsErrorName = ({ name }: Error) => `SQS.${name.replace(/(Exception)?$/, 'Exception')}`;
