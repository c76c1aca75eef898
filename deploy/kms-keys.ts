import type { Parameters } from './parameters.ts';
import { allow, type Role, type Statement, statementsOf } from './role.ts';

type KeyName = 'secretsKmsKeyArn' | 'queuesKmsKeyArn' | 'topicKmsKeyArn' | 'logsKmsKeyArn';
export type KmsKeys = Pick<Parameters, KeyName>;

const encrypt = ['kms:Decrypt', 'kms:GenerateDataKey'] as const;
const decrypt = ['kms:Decrypt'] as const;

type Use = {
  readonly key: KeyName;
  /** The type of resource that the key encrypts, and the property that names it. */
  readonly type: string;
  readonly property: string;
  /** By which service a role uses the key; CloudWatch Logs uses it itself. */
  readonly service?: string;
  readonly Sid?: string;
  /** What a role that may do this does with the key. */
  readonly needs?: Readonly<Record<string, readonly string[]>>;
};

const uses: readonly Use[] = [
  {
    key: 'secretsKmsKeyArn',
    type: 'AWS::SecretsManager::Secret',
    property: 'KmsKeyId',
    service: 'secretsmanager',
    Sid: 'UseKeyOfSecrets',
    needs: { 'secretsmanager:GetSecretValue': decrypt },
  },
  {
    key: 'queuesKmsKeyArn',
    type: 'AWS::SQS::Queue',
    property: 'KmsMasterKeyId',
    service: 'sqs',
    Sid: 'UseKeyOfQueues',
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html
    needs: { 'sqs:SendMessage': encrypt, 'sqs:ReceiveMessage': decrypt },
  },
  {
    key: 'topicKmsKeyArn',
    type: 'AWS::SNS::Topic',
    property: 'KmsMasterKeyId',
    service: 'sns',
    Sid: 'UseKeyOfTopic',
    // https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
    needs: { 'sns:Publish': encrypt },
  },
  { key: 'logsKmsKeyArn', type: 'AWS::Logs::LogGroup', property: 'KmsKeyId' },
];

/** What encrypts a resource; nothing where no key is chosen. */
export function encryptionOf(type: string, keys: KmsKeys): Readonly<Record<string, string>> {
  const use = uses.find((each) => each.type === type && keys[each.key]);
  return use ? { [use.property]: keys[use.key] } : {};
}

/** What a role does with the keys, by what else it may do. */
export function keyStatements(role: Role, keys: KmsKeys): Statement[] {
  const granted = new Set(statementsOf(role).flatMap(({ Action }) => Action));
  return uses.flatMap(({ key, service, Sid, needs = {} }) => {
    const actions = Object.entries(needs).flatMap(([action, onKey]) => (granted.has(action) ? onKey : []));
    if (!keys[key] || !Sid || actions.length === 0) return [];
    const via = { StringEquals: { 'kms:ViaService': { 'Fn::Sub': `${service}.\${AWS::Region}.\${AWS::URLSuffix}` } } };
    return [allow(Sid, [...new Set(actions)].sort(), keys[key], via)];
  });
}

/** The parameters whose key would encrypt nothing that the stack makes. */
export const keysWithoutUse = (types: ReadonlySet<string>, keys: KmsKeys): readonly KeyName[] =>
  uses.filter(({ key, type }) => keys[key] && !types.has(type)).map(({ key }) => key);
