type Function = {
  runtime?: string;
  environment?: Record<string, unknown>;
  readonly package: { readonly patterns: string[] };
};
type Resources = Record<string, { readonly Type: string; readonly Properties?: object }>;
type Serverless = {
  readonly service: {
    readonly functions: Record<string, Function>;
    readonly provider: { readonly compiledCloudFormationTemplate: { Resources: Resources } };
  };
};

/**
 * On MiniStack alone: its Node runtime names every error `Runtime.HandlerError`, so the functions bring a Node runtime
 * of their own, which speaks Lambda's Runtime API as AWS's does, and has the AWS SDK as AWS's has. In the template a
 * secret's `Ref` is its name there, where on AWS it is the ARN, as `Id` is on both; and it asks for a right to
 * `sqs:SendMessageBatch`, which on AWS is part of `sqs:SendMessage`. It does not know the source of an event, `events:source`,
 * which the right to send one depends on. It refuses an alarm on the sum of two metrics,
 * and saved queries; no check looks at them, and they are left out.
 */
export default class MiniStackPlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service }: Serverless) {
    this.hooks = {
      'before:package:initialize': () => {
        for (const made of Object.values(service.functions)) {
          made.runtime = 'provided.al2023';
          made.package.patterns.push('bootstrap', 'runtime.ts');
          made.environment = {
            ...made.environment,
            RUNTIME_NODE: process.execPath,
            RUNTIME_SDK: process.cwd(), // where the node_modules of the project are
          };
        }
      },
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        const template = service.provider.compiledCloudFormationTemplate;
        template.Resources = bridged(template.Resources);
      },
    };
  }
}

/** The template as MiniStack understands it. */
function bridged(resources: Resources): Resources {
  const known = Object.entries(resources).filter(
    ([, { Type, Properties }]) => Type !== 'AWS::Logs::QueryDefinition' && !(Properties && 'Metrics' in Properties),
  );
  const isSecret = (name: string) => resources[name]?.Type === 'AWS::SecretsManager::Secret';
  return JSON.parse(JSON.stringify(Object.fromEntries(known)), (_key, value: unknown) => {
    const { Ref: name, 'events:source': source } = (value ?? {}) as Record<string, unknown>;
    if (source !== undefined) return {};
    if (typeof name === 'string' && isSecret(name)) return { 'Fn::GetAtt': [name, 'Id'] };
    if (Array.isArray(value) && value.includes('sqs:SendMessage')) return [...value, 'sqs:SendMessageBatch'];
    return value;
  }) as Resources;
}
