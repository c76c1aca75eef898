import { appendFileSync } from 'node:fs';
import { basename } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';

/**
 * Loaded before `serverless` or `labelwire` (`node --import`): writes each request that the program makes with the AWS SDK
 * to the file that RECORDED_CALLS names, a line of JSON each.
 */
const file = process.env.RECORDED_CALLS;
const [, program = '', command = ''] = process.argv;

type Client = {
  readonly config: { readonly serviceId?: string };
  send(this: Client, request: { readonly constructor: { readonly name: string } }, ...rest: unknown[]): unknown;
};
const clients = Object.getPrototypeOf(S3Client.prototype) as Client; // what the clients of all services extend
const { send } = clients;
clients.send = function (request, ...rest) {
  const line = {
    program: basename(program).replace(/\.[jt]s$/, ''),
    command,
    service: this.config.serviceId,
    operation: request.constructor.name.replace(/Command$/, ''),
  };
  if (file) appendFileSync(file, `${JSON.stringify(line)}\n`);
  return send.call(this, request, ...rest);
};
