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

export async function noDeadLetters({ bucket }: Site): Promise<string> {
  const letters = await bucket.deadLetters();
  if (letters.length > 0) throw new Error(letters.join(' | '));
  return 'none is left';
}
