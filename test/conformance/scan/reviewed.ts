import type { Skip } from './judge.ts';

/**
 * What the scanners find and we keep, each with its reason. A skip whose finding is gone must be removed; a new
 * finding fails until somebody fixes its cause or writes down why not.
 */

const skip = (scanner: string) => (rule: string, where: RegExp, reason: string) => ({ scanner, rule, where, reason });
const lint = skip('cfn-lint');
const check = skip('checkov');
const secret = skip('detect-secrets');

const template = [
  lint(
    'W3005',
    /^(ReceiveWebhook|StartExport|FetchLabels|TransformLabel|WriteExport|RescueExecution|SweepExecutions|SyncLabels|PlanRelease|SurveyBatch|SettleRelease|WriteBatch|AssembleFile|FinishRelease)LambdaFunction /,
    'osls writes DependsOn for the role beside the GetAtt that says the same: twice, and harmless.',
  ),
  lint(
    'ES1001',
    /^StartExportEventSourceMappingSQSLabelEvents /,
    'Lambda takes an OnFailure destination for streams only; from SQS the redrive policy of the queue brings what fails to label-events-dlq.',
  ),
  lint(
    'ES1007',
    /^RescueExecutionEventBridgeLambdaPermission1 /,
    'The function has an EventInvokeConfig with an OnFailure destination (test/contract/template.test.ts). The rule compares a Ref with a GetAtt of the same function and takes them for two.',
  ),
  lint(
    'ES4000',
    /^SweepExecutionsEventsRuleSchedule1 /,
    'A sweep that is not started is made good by the next one, an hour later: it looks at the last three hours.',
  ),
  lint(
    'ES1007',
    /^SweepExecutionsLambdaPermissionEventsRuleSchedule1 /,
    'The function has an EventInvokeConfig, without retries (test/contract/template.test.ts). The rule compares a Ref with a GetAtt of the same function and takes them for two.',
  ),
  lint(
    'ES6000',
    /^LabelEventsDeadLetters /,
    'It is the dead-letter queue itself. Nothing consumes it automatically, so there is nothing to redrive; alarms watch it, and `labelwire dlq` empties it.',
  ),
  lint(
    'ES7000',
    /^AlarmEmail /,
    'A mail that SNS cannot deliver is only the messenger: the alarm itself is in CloudWatch until its cause is gone. Nobody would read a queue of lost mails.',
  ),
  lint(
    'WS1000',
    /LambdaFunction /,
    'Traces are the parameter `tracing`, off by default: below one label a second X-Ray records nearly each, for 6 USD a million labels.',
  ),
  lint(
    'WS5000',
    /^(ExportLabels|SyncConnection|BuildRelease) /,
    'Traces of the state machine are the parameter `tracing` as well. Its executions keep a history of their own.',
  ),
  lint('WS2002', /^WebhookRestStage /, 'Traces of the REST API are the parameter `tracing` as well.'),
  lint(
    'ES2000',
    /^Webhook(Http|Rest)Stage /,
    'The receiver logs what it refuses, and alarms count what the API refuses. Access logs would keep the addresses of callers, and those of a REST API need a role that is set for the whole account.',
  ),
  lint(
    'ES2003',
    /^Webhook(Http|Rest)Stage /,
    'The limit is the parameter webhookReservedConcurrency, in front of which each API has that of the account. A delivery above a limit is lost where its platform does not send again.',
  ),
  check(
    'CKV_AWS_76',
    /^WebhookRestStage /,
    'The receiver logs what it refuses, and alarms count what the API refuses. Access logs of a REST API need a role that is set for the whole account.',
  ),
  check(
    'CKV_AWS_95',
    /^WebhookHttpStage /,
    'The receiver logs what it refuses, and alarms count what the API refuses. Access logs would keep the addresses of callers.',
  ),
  check(
    'CKV_AWS_120',
    /^WebhookRestStage /,
    'A cache answers in place of the receiver: each webhook is another delivery, and must be received.',
  ),
  check(
    'CKV_AWS_59',
    /^WebhookRestMethod /,
    "A platform cannot sign by IAM. Its webhook's signature is the authorisation, checked before anything else is read.",
  ),
  check('CKV_AWS_73', /^WebhookRestStage /, 'Traces of the REST API are the parameter `tracing`, off by default.'),
  check(
    'CKV_AWS_18',
    /^Bucket /,
    'Access logs need a second bucket, with an owner and a retention that only the user can choose. Who needs them gives a bucket of their own (`bucket`), or turns on CloudTrail data events.',
  ),
  check(
    'CKV_AWS_18',
    /^ServerlessDeploymentBucket /,
    'It holds the code that the public repository holds, and no label; CloudTrail records who deploys.',
  ),
  check(
    'CKV_AWS_21',
    /^ServerlessDeploymentBucket /,
    'Each deployment gets a key with its own time stamp, so nothing is ever overwritten; osls removes the oldest, which versions would keep for ever.',
  ),
  check(
    'CKV_AWS_158',
    /LogGroup /,
    'CloudWatch Logs encrypts every log group with a key of AWS. What we log holds ids only, no label and no secret (test/pipeline/log.test.ts), so a key of its own protects nothing more.',
  ),
  check(
    'CKV_AWS_116',
    /^(ReceiveWebhook|FetchLabels|TransformLabel|WriteExport|SyncLabels|PlanRelease|SurveyBatch|SettleRelease|WriteBatch|AssembleFile|FinishRelease)LambdaFunction /,
    'It is invoked synchronously, by its URL or by the state machine. The queue of a function gets asynchronous invocations only; here the caller sees the failure, and the state machine has its own dead letters.',
  ),
  check(
    'CKV_AWS_116',
    /^StartExportLambdaFunction /,
    'It is invoked by SQS; what fails goes to label-events-dlq by the redrive policy of label-events.',
  ),
  check(
    'CKV_AWS_116',
    /^RescueExecutionLambdaFunction /,
    'It has an OnFailure destination, which holds the request and the error, where the older DeadLetterConfig holds the request alone.',
  ),
  check(
    'CKV_AWS_116',
    /^SweepExecutionsLambdaFunction /,
    'A sweep that fails is made good by the next one, an hour later: it looks at the last three hours. An alarm watches it, and a letter about it would hold no label.',
  ),
  check(
    'CKV_AWS_117',
    /LambdaFunction /,
    'It talks to public endpoints only: AWS services and the labeling platforms. A VPC would add a NAT gateway and no protection.',
  ),
  check(
    'CKV_AWS_115',
    /LambdaFunction /,
    'A new account has no concurrency to reserve, and a deployment that reserves some fails there. maximumConcurrency bounds the pipeline, and the parameter fetchReservedConcurrency reserves for fetchLabels on request.',
  ),
  check(
    'CKV_AWS_173',
    /LambdaFunction /,
    'The variables hold names and URLs, no secret (test/contract/template.test.ts lists them all); Lambda encrypts them with a key of AWS.',
  ),
  check(
    'CKV_AWS_258',
    /^ReceiveWebhookLambdaFunctionUrl /,
    "A platform cannot sign by IAM. Its webhook's signature is the authorisation, checked before anything else is read.",
  ),
  check(
    'CKV_AWS_27',
    /^LabelEvents(DeadLetters)? /,
    'The queues are encrypted by SQS itself (SqsManagedSseEnabled, test/contract/template.test.ts), which this rule does not know: it asks for KmsMasterKeyId.',
  ),
  check(
    'CKV_AWS_111',
    /^(FetchLabels|SyncLabels)Role /,
    'With vpcSubnets, Lambda makes and removes network interfaces with the rights of the function, and says of them that their resource is "*": https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions',
  ),
  check(
    'CKV_AWS_149',
    /^(Encord|EncordArchive|Labelbox|LabelStudio)(Webhook|Api)Secret /,
    'Secrets Manager encrypts them with the key of the account (aws/secretsmanager). A key of its own is needed only to read them from another account, which nobody does.',
  ),
  check(
    'CKV_AWS_26',
    /^AlarmTopic /,
    'CloudWatch cannot publish to a topic that is encrypted with the key of SNS, so the alarms would be lost. They hold names and numbers, no label.',
  ),
];

const testData = [
  secret(
    'JSON Web Token',
    /^test\/unit\/platforms\/labelbox\/refusals\.test\.ts:\d+ value 2cfd6c23$/,
    'An invented token without a signature, which the test sees removed.',
  ),
  secret(
    'Secret Keyword',
    /^test\/contract\/template-alarms\.test\.ts:\d+ value 3a9a1459$/,
    'The name of a metric that counts secrets without a value, and its dimension.',
  ),
  secret(
    'Secret Keyword',
    /^test\/unit\/cli\/doctor-checks\.test\.ts:\d+ value 8068db6f$/,
    'The ARN of a key that does not exist.',
  ),
  secret(
    'Secret Keyword',
    /^(test|bench)\/\S+:\d+ words /,
    'In tests and benchmarks a secret of plain lower-case words is invented: what a platform or AWS generates holds digits or capitals.',
  ),
  secret(
    'Secret Keyword',
    /^deploy\/tags\.ts:\d+ words 38b62be4$/,
    'Whether a type of resource takes tags, beside the type of a secret.',
  ),
  secret(
    'Secret Keyword',
    /^deploy\/secrets\.ts:\d+ words 8fd5ad24$/,
    'The kind of a secret, "webhook", in the type that is named after it.',
  ),
  secret(
    'Secret Keyword',
    /^local\/aws\/aws\.ts:\d+ words fb769599$/,
    'The prefix of the names of the secrets on one machine, not a value of one.',
  ),
  secret(
    'Secret Keyword',
    /^local\/aws\/aws\.ts:\d+ words 939bb46a$/,
    'The key for the AWS on one machine is the word "local": that AWS checks no signature.',
  ),
  secret(
    'Private Key',
    /^lib\/platforms\/encord\/simulated\/credential\.ts:\d+ value 27c6929a$/,
    'The first line of the file format. The key between it and the last line is generated when the simulation starts.',
  ),
  secret(
    'Secret Keyword',
    /^bench\/receive-webhook-process\.ts:\d+ value 238ae8e2$/,
    'A word of six letters and digits, repeated ten times, that signs the deliveries of the benchmark.',
  ),
  secret(
    'Hex High Entropy String',
    /^lib\/platforms\/[a-z-]+\/examples\/labels\/[a-z0-9-]+\/label\.json:\d+ value [0-9a-f]{8}$/,
    'The hashed id of an invented annotator, in a canonical label that our own code writes (npx vitest -u).',
  ),
  secret(
    'Hex High Entropy String',
    /^test\/unit\/platforms\/labelbox\/normalise\.test\.ts:\d+ value 6e6ebe1f$/,
    'The hashed id of an invented annotator, as the examples have it.',
  ),
  secret(
    'Secret Keyword',
    /^test\/unit\/platforms\/labelbox\/normalise\.test\.ts:\d+ value 9be8a5c9$/,
    'An invented sentence of a document, which an error message must not repeat.',
  ),
  secret(
    'Hex High Entropy String',
    /^test\/contract\/earlier-release\/[\w-]+\.json:\d+ value 78523af4$/,
    'A checksum of the file that the documents of the earlier release are about.',
  ),
  secret(
    'Hex High Entropy String',
    /^cli\/cost\/counted-calls\.json:\d+ value [0-9a-f]{8}$/,
    'A checksum of the sources by which the calls were counted (npm run count-calls).',
  ),
  secret(
    'Hex High Entropy String',
    /^test\/unit\/formats\/pitfalls\/masks\.test\.ts:\d+ value 9ad9c23c$/,
    'A checksum of a picture, which has the same bytes on every machine.',
  ),
  secret(
    'Hex High Entropy String',
    /^test\/contract\/s3-semantics\.ts:\d+ value 6f9b0a55$/,
    'An ETag: the MD5 of the letter a.',
  ),
  secret(
    'Base64 High Entropy String',
    /^test\/contract\/s3-semantics\.ts:\d+ value bf474a1f$/,
    'A checksum: the SHA-256 of the three letters abc.',
  ),
  secret(
    'Hex High Entropy String',
    /^test\/pipeline\/aws-event-source\.test\.ts:\d+ value 0f869632$/,
    'A checksum: the MD5 of the body "hello", as SQS gives it.',
  ),
  secret(
    'Base64 High Entropy String',
    /^test\/pipeline\/log\.test\.ts:\d+ value 2def7bfa$/,
    'An invented mark, by which the test finds out whether a signed URL gets into the log.',
  ),
  secret(
    'Basic Auth Credentials',
    /^test\/unit\/platforms\/kit\/clean\.test\.ts:\d+ value e5e9fa1b$/,
    'An invented URL with credentials, which the test sees removed.',
  ),
  secret(
    'Secret Keyword',
    /^(lib\/platforms\/\S+|cli\/connect\/choices)\.ts:\d+ words (da2b1288|3c72abbe)$/,
    'Who makes up the secret of a webhook, "us" or "platform", not a value of one.',
  ),
  secret(
    'Hex High Entropy String',
    /^test\/unit\/formats\/png\.test\.ts:\d+ value 383590b2$/,
    'A checksum: the SHA-256 of a picture, which must be the same on every machine.',
  ),
  secret(
    'Hex High Entropy String',
    /^lib\/formats\/[a-z-]+\/examples\/every-medium\/\S+\.json:\d+ value 16745814$/,
    'The hashed id of an invented annotator.',
  ),
  secret(
    'Hex High Entropy String',
    /^lib\/platforms\/label-studio\/examples\/deliveries\/[a-z-]+\/announcements\.json:\d+ value [0-9a-f]{8}$/,
    'The id of a delivery: a hash of its body, since Label Studio sends none.',
  ),
  secret(
    'Hex High Entropy String',
    /^test\/unit\/platforms\/encord\/request-signing\.test\.ts:\d+ value (abfd2399|f6561767|b65ad5e3)$/,
    'The public key and a signature of a key pair that was made for the test.',
  ),
  secret(
    'AWS Access Key',
    /^test\/(conformance\/labelbox\/world|unit\/access\/[a-z-]+\.test)\.ts:\d+ value (25910f98|d70eab08)$/,
    'The key of the examples in the documentation of AWS.',
  ),
  secret(
    'Base64 High Entropy String',
    /^test\/(conformance\/labelbox\/world|unit\/access\/[a-z-]+\.test)\.ts:\d+ value d70eab08$/,
    'The key of the examples in the documentation of AWS.',
  ),
  secret(
    'Secret Keyword',
    /^test\/(conformance\/labelbox\/world|unit\/access\/[a-z-]+\.test)\.ts:\d+ value d70eab08$/,
    'The key of the examples in the documentation of AWS.',
  ),
  secret(
    'Secret Keyword',
    /^test\/(pipeline\/shared\/dataset-key\.test|unit\/platforms\/labelbox\/access\/dataset-world)\.ts:\d+ value (2aebbd59|4d017f6b)$/,
    'Invented API keys, in words with punctuation between them.',
  ),
  secret(
    'Basic Auth Credentials',
    /^test\/unit\/(conformance\/aws|platforms\/encord\/scene-labels|platforms\/label-studio\/media-address)\.test\.ts:\d+ value (3cbcd90a|5baa61e4|a62f2225)$/,
    'Invented URLs with credentials, which the tests see refused or removed.',
  ),
  secret(
    'Hex High Entropy String',
    /^test\/unit\/release\/metadata\/annotation-table\.test\.ts:\d+ value 201112dc$/,
    'A checksum: the SHA-256 of a table, which must be the same on every machine.',
  ),
  secret(
    'Secret Keyword',
    /^test\/unit\/platforms\/encord\/normalise\.test\.ts:\d+ value 79f0cd7a$/,
    'An invented signed URL, which the test sees removed.',
  ),
  secret(
    'Secret Keyword',
    /^test\/unit\/platforms\/label-studio\/signature\.test\.ts:\d+ value 85b8f04b$/,
    'The invented secret "newer" with a space behind it, which must not count as the same.',
  ),
];

export const reviewed: readonly Skip[] = [...template, ...testData];
