import * as z from 'zod/mini';
import { explainIssues } from '../../lib/contracts/explain-issues.ts';

const Texts = z.union([z.string(), z.array(z.string())]);
const Principal = z.union([z.literal('*'), z.record(z.string(), Texts)]);
const Scalar = z.union([z.string(), z.boolean(), z.number()]);

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html */
const Statement = z.strictObject({
  Sid: z.optional(z.string()),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.optional(Principal),
  NotPrincipal: z.optional(Principal),
  Action: z.optional(Texts),
  NotAction: z.optional(Texts),
  Resource: z.optional(Texts),
  NotResource: z.optional(Texts),
  Condition: z.optional(z.record(z.string(), z.record(z.string(), z.union([Scalar, z.array(Scalar)])))),
});
export type Statement = z.infer<typeof Statement>;

const Document = z.strictObject({
  Version: z.optional(z.string()),
  Id: z.optional(z.string()),
  Statement: z.union([Statement, z.array(Statement)]),
});
export type PolicyDocument = z.infer<typeof Document>;

/** From JSON, either plain or percent-encoded as IAM returns it. Throws an error that says where it is not a policy. */
export function readPolicy(text: string): PolicyDocument {
  const json: unknown = JSON.parse(/^\s*\{/.test(text) ? text : decodeURIComponent(text));
  const parsed = Document.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Error(`The policy cannot be read: ${explainIssues(parsed.error, json)}.`);
}

export const statementsOf = ({ Statement: statements }: PolicyDocument): readonly Statement[] => listOf(statements);

export const listOf = <Value>(value: Value | readonly Value[] | undefined): readonly Value[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly Value[]) : [value as Value];
