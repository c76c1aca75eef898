import type { APIGatewayProxyEvent, APIGatewayProxyEventV2 } from 'aws-lambda';
import type { WebhookRequest } from '../steps/receive-delivery.ts';

/** Payload format 2.0 comes from a function URL or an HTTP API, 1.0 from a REST API. */
export type HttpEvent = APIGatewayProxyEventV2 | APIGatewayProxyEvent;

/** The request as it was sent, whichever way it came in: a signature is over the very bytes of the body. */
export const toRequest = (event: HttpEvent): WebhookRequest =>
  'httpMethod' in event ? ofRestApi(event) : ofFunctionUrlOrHttpApi(event);

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
function ofFunctionUrlOrHttpApi(event: APIGatewayProxyEventV2): WebhookRequest {
  const { http, stage } = event.requestContext;
  return {
    method: http.method,
    path: withoutStage(event.rawPath, stage),
    query: event.queryStringParameters ?? {},
    sender: http.sourceIp ?? '', // absent, as headers may be, in events that were made by hand
    headers: lowerCased(event.headers ?? {}),
    body: bytesOf(event),
  };
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html */
function ofRestApi(event: APIGatewayProxyEvent): WebhookRequest {
  return {
    method: event.httpMethod,
    path: event.path, // without the stage, which only requestContext.path has
    query: joined(event.multiValueQueryStringParameters) ?? event.queryStringParameters ?? {},
    sender: event.requestContext.identity?.sourceIp ?? '',
    headers: lowerCased(joined(event.multiValueHeaders) ?? event.headers ?? {}),
    body: bytesOf(event),
  };
}

/** An HTTP API puts the stage in front of the path, unless it is the one named `$default`. */
const withoutStage = (path: string, stage: string | undefined): string =>
  stage && path.startsWith(`/${stage}/`) ? path.slice(stage.length + 1) : path;

const bytesOf = ({ body, isBase64Encoded }: Pick<HttpEvent, 'body' | 'isBase64Encoded'>): Buffer =>
  Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');

type Values = Readonly<Record<string, string | undefined>>;

const lowerCased = (headers: Values): Values =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** Several values of a name as payload format 2.0 has them: with commas between them. */
const joined = (values: Readonly<Record<string, string[] | undefined>> | null | undefined): Values | undefined =>
  values ? Object.fromEntries(Object.entries(values).map(([name, all]) => [name, all?.join(',')])) : undefined;
