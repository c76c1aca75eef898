import type { CORSRule } from '@aws-sdk/client-s3';
import type { AccessPlan } from './plan.ts';
import { policyName } from './policies.ts';
import { platformOf } from './request.ts';

/**
 * Terraform's JSON (.tf.json), with the arguments that the provider hashicorp/aws documents for aws_iam_role,
 * aws_iam_role_policy and aws_s3_bucket_cors_configuration. The last replaces all rules of a bucket: the rules that stand
 * are in it, too, and a bucket at which nobody looked is left out.
 */
export function asTerraform({ request, trust, permissions, buckets }: AccessPlan) {
  const looked = buckets
    .filter(({ standing }) => standing !== undefined)
    .map(({ bucket, rules }) => [nameOf(bucket), { bucket, cors_rule: rules.map(ruleOf) }] as const);
  return {
    resource: {
      aws_iam_role: {
        delegated_access: {
          name: request.roleName,
          description: `Read by ${platformOf(request).title}`,
          assume_role_policy: asText(trust),
        },
      },
      aws_iam_role_policy: {
        delegated_access: {
          name: policyName,
          role: `\${aws_iam_role.delegated_access.id}`,
          policy: asText(permissions),
        },
      },
      ...(looked.length > 0 ? { aws_s3_bucket_cors_configuration: Object.fromEntries(looked) } : {}),
    },
    output: { delegated_access_role_arn: { value: `\${aws_iam_role.delegated_access.arn}` } },
  };
}

/** `${` and `%{` would begin an expression of Terraform. */
const asText = (document: unknown): string => JSON.stringify(document).replaceAll(/[$%](?=\{)/g, (sign) => sign + sign);

/** A name of Terraform begins with a letter and holds no dot; two buckets never share one. */
const nameOf = (bucket: string): string => `bucket_${bucket.replaceAll('.', '__')}`;

const ruleOf = ({ ID, AllowedHeaders, AllowedMethods, AllowedOrigins, ExposeHeaders, MaxAgeSeconds }: CORSRule) => ({
  ...(ID ? { id: ID } : {}),
  ...(AllowedHeaders?.length ? { allowed_headers: AllowedHeaders } : {}),
  allowed_methods: AllowedMethods,
  allowed_origins: AllowedOrigins,
  ...(ExposeHeaders?.length ? { expose_headers: ExposeHeaders } : {}),
  ...(MaxAgeSeconds === undefined ? {} : { max_age_seconds: MaxAgeSeconds }),
});
