import type { Stack } from '../stack.ts';

/** A deployment on AWS, and what a command about it ends with. */
export type Deployed = {
  /** `labelwire-<stage>` */
  readonly name: string;
  readonly stage: string;
  readonly region: string;
  readonly stack: Stack;
  /** ` --stage … --region …` */
  readonly at: string;
  /** ` --region …`, and the profile that was given: what a command of the AWS CLI ends with. */
  readonly awsAt: string;
  /** ` --stage … --region …`, and the profile in the words of `serverless`. */
  readonly serverlessAt: string;
};

/** One thing that must be right. `look` says what it found, or throws what is wrong and what to do. */
export type Check = { readonly name: string; look(): Promise<string> };

export type Finding = { readonly check: string; readonly ok: boolean; readonly message: string };

/** What a check throws: what is wrong, and what to do. */
export class CheckFailed extends Error {}

const longestLook = 60_000;

/**
 * One after the other, so that each is shown as soon as it is known; one that hangs ends as wrong. Where nothing answers at all
 * it is the last.
 */
export async function* findings(checks: AsyncIterable<Check> | Iterable<Check>): AsyncGenerator<Finding> {
  for await (const { name, look } of checks) {
    try {
      yield { check: name, ok: true, message: await inTime(look()) };
    } catch (error) {
      yield { check: name, ok: false, message: messageOf(error as Error) };
      // The others would fail for the same reason, in other words.
      if (isNotRunning(error)) return;
    }
  }
}

async function inTime(look: Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const problem = new CheckFailed(`no answer in ${longestLook / 1000} s. Is there a network, and the right region?`);
    timer = setTimeout(() => reject(problem), longestLook);
  });
  try {
    return await Promise.race([look, late]);
  } finally {
    clearTimeout(timer);
  }
}

const isNotRunning = (error: unknown): boolean => (error as { code?: string }).code === 'ECONNREFUSED';

/** The AWS SDK's own words may be empty (ECONNREFUSED), or name no remedy. */
function messageOf({ name, message, ...rest }: Error): string {
  const { code } = rest as { code?: string };
  if (isNotRunning({ code })) return 'nothing answers there. Is "npm start" running in this folder?';
  if (/AccessDenied|NotAuthorized/.test(name)) return `${name}: your AWS credentials may not look at this.`;
  return message || code || name;
}
