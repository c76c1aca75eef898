import type { Site } from '../site.ts';

/** What Label Studio's answers and webhooks are full of, and nobody's bucket must be. */
export async function privacy({ bucket, secrets }: Site): Promise<string> {
  const unwanted = ['annotator@example.org', 'X-Amz-Signature', ...secrets];
  const keys = await bucket.keys();
  if (keys.length === 0) throw new Error('The bucket is empty.');
  for (const key of keys) {
    const text = (await bucket.text(key)) ?? '';
    if (unwanted.some((secret) => text.includes(secret)))
      throw new Error(`${key} holds an address, a signature or a secret.`);
  }
  return `${keys.length} objects looked through`;
}

/** That there are some about deleted tasks is as it must be: see lifecycle.ts. */
export async function noOtherDeadLetters({ bucket }: Site): Promise<string> {
  const letters = await bucket.deadLetters();
  const unwanted = letters.filter((letter) => !letter.includes('deleted data unit'));
  if (unwanted.length > 0) throw new Error(unwanted.join(' | '));
  return `${letters.length} letters about deleted tasks`;
}
