import * as z from 'zod/mini';
import { PlatformUnavailable } from '../../../contracts/errors.ts';
import { explainIssues } from '../../../contracts/explain-issues.ts';
import type { HttpAnswer, PlatformApi } from '../../platform.ts';
import { GraphqlError, refusal } from './refusals.ts';

/** One operation of the API, under the name that the SDK gives it. */
export type Operation<Data extends z.ZodMiniType> = {
  readonly name: string;
  readonly query: string;
  readonly Data: Data;
};

/** Who owns the API key. Also a way to check the key, since it changes nothing. */
export const getUser = {
  name: 'GetUserPyApi',
  query: 'query GetUserPyApi { user { id } }',
  Data: z.object({ user: z.object({ id: z.string().check(z.minLength(1)) }) }),
};

const Answer = z.object({
  data: z.optional(z.unknown()),
  errors: z.nullish(z.array(GraphqlError)),
  message: z.nullish(z.string()),
});

/** Throws as the table in refusals.ts says, and PlatformUnavailable for an answer that cannot be read. */
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
  const content = parsed(Answer, json(answer, name), name);
  const error = refusal(name, answer, content);
  if (error) throw error;
  return parsed(Data, content.data, name);
}

/** A refusal need not be JSON (it may be a proxy's page); its status is enough then. */
function json({ status, body }: HttpAnswer, name: string): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'));
  } catch (cause) {
    if (status !== 200) return {};
    throw new PlatformUnavailable(`The answer of Labelbox to ${name} must be JSON, but is not.`, { cause });
  }
}

function parsed<Schema extends z.ZodMiniType>(schema: Schema, value: unknown, name: string): z.infer<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new PlatformUnavailable(
    `The answer of Labelbox to ${name} has an unknown shape: ${explainIssues(result.error, value)}.`,
  );
}
