import { randomUUID } from 'node:crypto';
import type * as z from 'zod/mini';
import { explainIssues } from '../../lib/contracts/explain-issues.ts';

/** An error as AWS's JSON protocols write it: `code` is the exception's name in the SDK. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  readonly code: string;
  readonly statusCode: number;
  constructor(code: string, message: string, statusCode = 400) {
    super(message);
    this.code = code;
    this.statusCode = statusCode;
  }
}

export type Operation = (input: unknown) => Promise<unknown>;

/** One operation of a service: what it takes, and what it answers. */
export const operation =
  <Input extends z.ZodMiniType>(Input: Input, run: (input: z.infer<Input>) => unknown): Operation =>
  async (json) => {
    const parsed = Input.safeParse(json);
    if (!parsed.success) throw new AwsError('ValidationException', `${explainIssues(parsed.error, json)}.`);
    return run(parsed.data);
  };

/**
 * A service that speaks AWS JSON: the operation's name is in the header X-Amz-Target.
 * https://smithy.io/2.0/aws/protocols/aws-json-1_1-protocol.html
 */
export function awsJsonService(
  version: '1.0' | '1.1',
  operations: Readonly<Record<string, Operation>>,
): (request: Request) => Promise<Response> {
  const answer = (status: number, body: unknown) =>
    new Response(JSON.stringify(body ?? {}), {
      status,
      headers: { 'content-type': `application/x-amz-json-${version}`, 'x-amzn-requestid': randomUUID() },
    });
  return async (request) => {
    const name = request.headers.get('x-amz-target')?.split('.').at(-1) ?? '';
    const run = operations[name];
    try {
      if (!run) throw new AwsError('UnknownOperationException', 'This operation is not served on this machine.');
      return answer(200, await run(await request.json()));
    } catch (error) {
      if (error instanceof AwsError) return answer(error.statusCode, { __type: error.code, message: error.message });
      return answer(500, { __type: 'InternalServerError', message: String(error) });
    }
  };
}
