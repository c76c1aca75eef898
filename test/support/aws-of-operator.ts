import { serve } from '../../local/http-server.ts';

/** The services of AWS that only a deployment has, as far as the command line asks them. */
export async function awsOfOperator(
  outputs: Readonly<Record<string, string>>,
  queueUrls: Readonly<Record<string, string>>,
  vault: string,
) {
  const xml = (operation: string, result: string) =>
    new Response(`<${operation}Response><${operation}Result>${result}</${operation}Result></${operation}Response>`, {
      headers: { 'content-type': 'text/xml' },
    });
  const members = Object.entries(outputs)
    .map(([name, value]) => `<member><OutputKey>${name}</OutputKey><OutputValue>${value}</OutputValue></member>`)
    .join('');
  const answers: Readonly<Record<string, () => Response>> = {
    DescribeStacks: () =>
      xml('DescribeStacks', `<Stacks><member><StackName>s</StackName><Outputs>${members}</Outputs></member></Stacks>`),
    SimulatePrincipalPolicy: () =>
      xml(
        'SimulatePrincipalPolicy',
        '<EvaluationResults><member><EvalActionName>a</EvalActionName><EvalDecision>allowed</EvalDecision></member></EvaluationResults>',
      ),
    ListSubscriptionsByTopic: () => xml('ListSubscriptionsByTopic', '<Subscriptions/>'),
    'account-settings': () => Response.json({ AccountLimit: { ConcurrentExecutions: 1000 } }),
    'event-source-mappings': () => Response.json({ EventSourceMappings: [{ State: 'Enabled' }] }),
    GetCallerIdentity: () => xml('GetCallerIdentity', '<Account>000000000000</Account>'),
    configuration: () => Response.json({ Role: 'arn:aws:iam::000000000000:role/labelwire-dev-a-role' }),
  };
  const server = await serve(async (request) => {
    const { pathname } = new URL(request.url);
    const body = await request.text();
    const target = request.headers.get('x-amz-target')?.split('.').at(-1);
    if (target === 'GetQueueUrl')
      return Response.json({ QueueUrl: queueUrls[(JSON.parse(body) as { QueueName: string }).QueueName] });
    if (target === 'DescribeSecret')
      return Response.json({ ARN: `arn:aws:secretsmanager:us-east-1:000000000000:secret:s` });
    if (request.headers.get('x-amz-target')?.startsWith('secretsmanager'))
      return fetch(vault, { method: 'POST', headers: targetOf(request), body });
    // CloudWatch knows no metric and no alarm.
    if (request.headers.get('smithy-protocol') === 'rpc-v2-cbor') return emptyCbor();
    if (target) return Response.json({});
    const asked = new URLSearchParams(body).get('Action') ?? pathname.split('/').filter(Boolean).at(-1);
    return answers[asked ?? '']?.() ?? Response.json({ message: 'Not here.' }, { status: 400 });
  });
  const services = ['CLOUDFORMATION', 'LAMBDA', 'IAM', 'SNS', 'CLOUDWATCH', 'KMS', 'SQS', 'STS', 'SECRETS_MANAGER'];
  return {
    environment: Object.fromEntries(services.map((name) => [`AWS_ENDPOINT_URL_${name}`, server.url])),
    close: () => server.close(),
  };
}

const emptyCbor = () =>
  new Response(new Uint8Array([0xa0]), {
    headers: { 'smithy-protocol': 'rpc-v2-cbor', 'content-type': 'application/cbor' },
  });

const targetOf = ({ headers }: Request) => ({
  'x-amz-target': headers.get('x-amz-target') ?? '',
  'content-type': headers.get('content-type') ?? '',
});
