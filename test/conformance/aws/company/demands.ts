import { CreatePolicyCommand, DeletePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateKeyCommand, KMSClient, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';

export const rolePath = '/company/labelwire/';
export const tags = { team: 'labels', 'cost-center': '1234' };

/** What a company's account has of its own: a permissions boundary, and a key for all that is encrypted. */
export class Demands {
  readonly #iam = new IAMClient();
  readonly #kms = new KMSClient();
  boundaryArn = '';
  keyArn = '';

  /** Gives back by which parameters the service is deployed there. */
  async make(stack: string): Promise<readonly string[]> {
    const PolicyDocument = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    });
    const { Policy } = await this.#iam.send(
      new CreatePolicyCommand({ PolicyName: `${stack}-boundary`, PolicyDocument }),
    );
    const { KeyMetadata } = await this.#kms.send(new CreateKeyCommand({ Description: stack }));
    this.boundaryArn = Policy?.Arn ?? '';
    this.keyArn = KeyMetadata?.Arn ?? '';
    const keys = ['kmsKeyArn', 'secretsKmsKeyArn', 'queuesKmsKeyArn', 'topicKmsKeyArn', 'logsKmsKeyArn'];
    const tagText = Object.entries(tags).map(([name, value]) => `${name}=${value}`);
    return [
      `permissionsBoundaryArn=${this.boundaryArn}`,
      `rolePath=${rolePath}`,
      `tags=${tagText}`,
      'bucketEncryption=aws:kms',
      `bucketOwner=${this.boundaryArn.split(':')[4]}`,
      ...keys.map((name) => `${name}=${this.keyArn}`),
    ].map((parameter) => `--param=${parameter}`);
  }

  async remove(): Promise<void> {
    if (this.boundaryArn) await this.#iam.send(new DeletePolicyCommand({ PolicyArn: this.boundaryArn }));
    if (this.keyArn)
      await this.#kms.send(new ScheduleKeyDeletionCommand({ KeyId: this.keyArn, PendingWindowInDays: 7 }));
    this.#iam.destroy();
    this.#kms.destroy();
  }
}
