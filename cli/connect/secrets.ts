import { randomBytes } from 'node:crypto';
import { GetSecretValueCommand, PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { awsFailure } from '../../lib/contracts/aws-failure.ts';

/** 256 bits, in characters that no header and no form changes. */
export const newWebhookSecret = (): string => randomBytes(32).toString('base64url');

export type SecretVault = {
  /** The current value; undefined where the secret does not exist or is empty. */
  read(name: string): Promise<string | undefined>;
  /** The value before it stays readable as AWSPREVIOUS, and a webhook's counts until the next one. */
  put(name: string, value: string): Promise<void>;
};

/** The secrets below a deployment's prefix: `<platform>/webhook`, `<platform>/api`. */
export function secretVault(prefix: string): SecretVault {
  const client = new SecretsManagerClient();
  return {
    read: (name) => orUndefined(readCurrent(client, `${prefix}/${name}`), `read ${prefix}/${name}`),
    async put(name, value) {
      const id = `${prefix}/${name}`;
      const put = client.send(new PutSecretValueCommand({ SecretId: id, SecretString: value }));
      if (await orUndefined(put, `store ${id}`)) return;
      // One that is made here is in the way of the deployment that makes it, and no function may read it.
      throw new Error(
        `Secrets Manager has no secret ${id}. The deployment makes it: deploy with this labelwire.config.ts (npx serverless deploy), then connect again.`,
      );
    },
  };
}

async function readCurrent(client: SecretsManagerClient, id: string): Promise<string | undefined> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
  return SecretString || undefined;
}

async function orUndefined<Answer>(sent: Promise<Answer>, what: string): Promise<Answer | undefined> {
  try {
    return await explained(sent, what);
  } catch (error) {
    if (((error as Error).cause as Error | undefined)?.name === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

async function explained<Answer>(sent: Promise<Answer>, what: string): Promise<Answer> {
  try {
    return await sent;
  } catch (cause) {
    throw new Error(
      `Secrets Manager did not ${what}: ${awsFailure(cause).reason}. Check what your AWS credentials may do with the stack's secrets.`,
      { cause },
    );
  }
}
