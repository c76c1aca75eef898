import * as z from 'zod/mini';
import { PlatformUnavailable } from '../../../contracts/errors.ts';
import { explainIssues } from '../../../contracts/explain-issues.ts';
import type { HttpAnswer, PlatformApi } from '../../platform.ts';
import { GraphqlError, refusal } from './refusals.ts';

/** One operation of the API, under the name by which the SDK calls it. */
export type Operation<Data extends z.ZodMiniType> = {
  readonly name: string;
  readonly query: string;
  readonly Data: Data;
};

const Answer = z.object({
  data: z.optional(z.unknown()),
  errors: z.nullish(z.array(GraphqlError)),
  message: z.nullish(z.string()),
});

/** Throws by the table in refusal.ts; PlatformUnavailable for an answer that cannot be read. */
export async function ask<Data extends z.ZodMiniType>(
  api: PlatformApi,
  { name, query, Data }: Operation<Data>,
  variables: Readonly<Record<string, unknown>> = {},
): Promise<z.infer<Data>> {
  const answer = await api.request({
    method: 'POST',
    url: `${api.url}/graphql`,
    headers: {
      authorization: `Bearer ${api.credential}`,
      'content-type': 'application/json',
      accept: 'application/json',
    },
    body: JSON.stringify({ query, variables }),
  });
  const said = read(Answer, json(answer, name), name);
  const error = refusal(name, answer, said);
  if (error) throw error;
  return read(Data, said.data, name);
}

/** A refusal need not be JSON (a proxy's page); its status still tells. */
function json({ status, body }: HttpAnswer, name: string): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch (cause) {
    if (status !== 200) return {};
    throw new PlatformUnavailable(`Labelbox answered ${name} with something that is not JSON.`, { cause });
  }
}

function read<Schema extends z.ZodMiniType>(schema: Schema, value: unknown, name: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new PlatformUnavailable(
    `Labelbox answered ${name} in an unknown shape: ${explainIssues(parsed.error, value)}.`,
  );
}
