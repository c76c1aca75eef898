import { awsFailure } from '../lib/contracts/aws-failure.ts';

/** What was looked at; or why it could not be, which is never taken for "it is right". */
export type Seen<Value> = { readonly seen: Value } | { readonly unseen: string };

export const isSeen = <Value>(one: Seen<Value>): one is { readonly seen: Value } => 'seen' in one;

/** `absent`: the names of AWS's errors that only say that there is none. */
export async function look<Value>(
  read: () => Promise<Value>,
  absent: Readonly<Record<string, Value>> = {},
): Promise<Seen<Value>> {
  try {
    return { seen: await read() };
  } catch (error) {
    const { name } = error as Error;
    if (Object.hasOwn(absent, name)) return { seen: absent[name] as Value };
    return { unseen: told(error as Error) };
  }
}

function told(error: Error): string {
  if (/AccessDenied|Forbidden|NotAuthorized|UnauthorizedOperation/i.test(error.name))
    return `your AWS credentials may not look (${awsFailure(error).told})`;
  return awsFailure(error).told === 'Error' ? error.message : awsFailure(error).told;
}
