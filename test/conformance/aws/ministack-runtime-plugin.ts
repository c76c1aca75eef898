type Function = { runtime?: string; readonly package: { readonly patterns: string[] } };
type Serverless = { readonly service: { readonly functions: Record<string, Function> } };

/**
 * On MiniStack alone: its Node runtime names every error `Runtime.HandlerError`, so the functions bring a Node runtime
 * of their own, which speaks Lambda's Runtime API as AWS's does.
 */
export default class MiniStackRuntimePlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service }: Serverless) {
    this.hooks = {
      'before:package:initialize': () => {
        for (const made of Object.values(service.functions)) {
          made.runtime = 'provided.al2023';
          made.package.patterns.push('bootstrap', 'runtime.ts');
        }
      },
    };
  }
}
