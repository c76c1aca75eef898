import { awsFailure } from '../lib/contracts/aws-failure.ts';

/** What was looked at; or why it could not be, which never counts as "right". */
export type Seen<Value> = { readonly seen: Value } | { readonly unseen: string };

export const isSeen = <Value>(fact: Seen<Value>): fact is { readonly seen: Value } => 'seen' in fact;

/** `absent`: names of AWS's errors that only say that the thing does not exist, and what that means. */
export async function look<Value>(
  read: () => Promise<Value>,
  absent: Readonly<Record<string, Value>> = {},
): Promise<Seen<Value>> {
  try {
    return { seen: await read() };
  } catch (error) {
    const { name } = error as Error;
    if (Object.hasOwn(absent, name)) return { seen: absent[name] as Value };
    return { unseen: reasonOf(error as Error) };
  }
}

function reasonOf(error: Error): string {
  const failure = awsFailure(error).reason;
  if (/AccessDenied|Forbidden|NotAuthorized|UnauthorizedOperation/i.test(error.name))
    return `your AWS credentials do not allow it (${failure})`;
  return failure === 'Error' ? error.message : failure;
}
