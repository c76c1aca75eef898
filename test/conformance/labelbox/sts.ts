import type { PolicyDocument } from '../../../access/iam/document.ts';
import { decide } from '../../../access/iam/evaluate.ts';
import { type HttpServer, serve } from '../../../cli/http-server.ts';

type Model = {
  /** Answers everything except AssumeRole. */
  readonly moto: string;
  /** The account of the credentials. */
  readonly caller: string;
  readonly trustOf: (roleArn: string) => Promise<PolicyDocument | undefined>;
};

/**
 * STS as AWS documents it, in front of moto's: moto lets anyone assume every role, whatever its trust policy says, and cannot
 * switch STS off in a region. This model is our own.
 */
export async function startSts({ moto, caller, trustOf }: Model): Promise<HttpServer & { isActive: boolean }> {
  const server = await serve(async (request) => {
    const body = await request.text();
    if (!state.isActive)
      return refusal('RegionDisabledException', 'STS is not activated in this region for this account.');
    const parameters = new URLSearchParams(body);
    if (parameters.get('Action') === 'AssumeRole' && !(await mayAssume(parameters))) {
      return refusal('AccessDenied', 'User is not authorized to perform: sts:AssumeRole');
    }
    const headers = new Headers(request.headers);
    headers.set('host', new URL(moto).host);
    const answer = await fetch(`${moto}/`, { method: request.method, headers, body });
    return new Response(await answer.text(), { status: answer.status, headers: { 'content-type': 'text/xml' } });
  });
  async function mayAssume(parameters: URLSearchParams): Promise<boolean> {
    const trust = await trustOf(parameters.get('RoleArn') ?? '');
    const context = { 'sts:ExternalId': parameters.get('ExternalId'), 'aws:MultiFactorAuthPresent': null };
    const asker = { account: caller };
    return trust !== undefined && decide([trust], { action: 'sts:AssumeRole', asker, context }) === 'allowed';
  }
  const state = { ...server, isActive: true };
  return state;
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
const refusal = (code: string, message: string): Response =>
  new Response(
    `<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>0</RequestId></ErrorResponse>`,
    { status: 403, headers: { 'content-type': 'text/xml' } },
  );
