import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { arnOf } from './account.ts';
import { AwsError, awsJsonService, operation } from './aws-json.ts';
import { writeDurably } from './durable-file.ts';

type Value = { SecretString?: string | undefined; SecretBinary?: string | undefined };
type Version = Value & { createdAt: number };
/** `stages` says which version a staging label is attached to: a label is on one version at most. */
type Secret = { arn: string; name: string; versions: Record<string, Version>; stages: Record<string, string> };

const current = 'AWSCURRENT';
const previous = 'AWSPREVIOUS';

const value = { SecretString: z.optional(z.string()), SecretBinary: z.optional(z.string()) };
const CreateSecret = z.object({ Name: z.string(), ClientRequestToken: z.optional(z.string()), ...value });
const PutSecretValue = z.object({
  SecretId: z.string(),
  ClientRequestToken: z.optional(z.string()),
  VersionStages: z.optional(z.array(z.string())),
  ...value,
});
const GetSecretValue = z.object({
  SecretId: z.string(),
  VersionId: z.optional(z.string()),
  VersionStage: z.optional(z.string()),
});

export type SecretsManager = {
  handle(request: Request): Promise<Response>;
  /** Makes the secret or rotates it; leaves it alone when the value is the current one already. */
  put(name: string, value: string): void;
};

/** Secrets Manager: CreateSecret, PutSecretValue and GetSecretValue, kept in `file` when one is given. */
export function secretsManager(options: { file?: string | undefined; now?: () => Date } = {}): SecretsManager {
  const { file, now = () => new Date() } = options;
  const secrets = new Map<string, Secret>(file && existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []);
  const save = () => file && writeDurably(file, JSON.stringify([...secrets]));

  const find = (id: string): Secret => {
    const secret = secrets.get(id) ?? [...secrets.values()].find(({ arn }) => arn === id);
    if (!secret) throw notFound("Secrets Manager can't find the specified secret.");
    return secret;
  };

  const addVersion = (secret: Secret, id: string, given: Value, stages: readonly string[]) => {
    const existing = secret.versions[id];
    if (existing && !sameValue(existing, given))
      throw new AwsError(
        'ResourceExistsException',
        "You can't modify an existing version, you can only create a new version.",
      );
    if (existing) return; // a repeated request
    secret.versions[id] = { ...given, createdAt: now().getTime() };
    for (const stage of stages) {
      const before = secret.stages[stage];
      if (stage === current && before) secret.stages[previous] = before;
      secret.stages[stage] = id;
    }
    for (const version of Object.keys(secret.versions))
      if (!Object.values(secret.stages).includes(version)) delete secret.versions[version];
    save();
  };

  const create = ({ Name, ClientRequestToken = randomUUID(), ...given }: z.infer<typeof CreateSecret>) => {
    if (secrets.has(Name))
      throw new AwsError('ResourceExistsException', `The operation failed because the secret ${Name} already exists.`);
    const secret: Secret = {
      arn: arnOf.secret(Name, randomBytes(3).toString('hex')),
      name: Name,
      versions: {},
      stages: {},
    };
    secrets.set(Name, secret);
    if (isValue(given)) addVersion(secret, ClientRequestToken, given, [current]);
    else save();
    return { ARN: secret.arn, Name, ...(isValue(given) ? { VersionId: ClientRequestToken } : {}) };
  };

  const put = ({
    SecretId,
    ClientRequestToken = randomUUID(),
    VersionStages,
    ...given
  }: z.infer<typeof PutSecretValue>) => {
    if (!isValue(given))
      throw new AwsError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
    const secret = find(SecretId);
    const stages = secret.stages[current]
      ? (VersionStages ?? [current])
      : [...new Set([current, ...(VersionStages ?? [])])];
    addVersion(secret, ClientRequestToken, given, stages);
    return { ARN: secret.arn, Name: secret.name, VersionId: ClientRequestToken, VersionStages: stages };
  };

  const get = ({ SecretId, VersionId, VersionStage }: z.infer<typeof GetSecretValue>) => {
    const secret = find(SecretId);
    const stage = VersionStage ?? (VersionId ? undefined : current);
    const id = VersionId ?? secret.stages[stage ?? ''];
    const version = id === undefined ? undefined : secret.versions[id];
    if (id === undefined || !version || (stage && secret.stages[stage] !== id)) {
      const wanted = stage ? `staging label: ${stage}` : `VersionId: ${VersionId}`;
      throw notFound(`Secrets Manager can't find the specified secret value for ${wanted}`);
    }
    const { createdAt, ...given } = version;
    const VersionStages = Object.keys(secret.stages).filter((name) => secret.stages[name] === id);
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: id,
      VersionStages,
      CreatedDate: createdAt / 1000,
      ...given,
    };
  };

  return {
    handle: awsJsonService('1.1', {
      CreateSecret: operation(CreateSecret, create),
      PutSecretValue: operation(PutSecretValue, put),
      GetSecretValue: operation(GetSecretValue, get),
    }),
    put: (name, text) => {
      const secret = secrets.get(name);
      const standing = secret?.versions[secret.stages[current] ?? ''];
      if (!secret) create({ Name: name, SecretString: text });
      else if (standing?.SecretString !== text) put({ SecretId: name, SecretString: text });
    },
  };
}

const notFound = (message: string) => new AwsError('ResourceNotFoundException', message);
const isValue = (given: Value) => given.SecretString !== undefined || given.SecretBinary !== undefined;
const sameValue = (one: Value, other: Value) =>
  one.SecretString === other.SecretString && one.SecretBinary === other.SecretBinary;
