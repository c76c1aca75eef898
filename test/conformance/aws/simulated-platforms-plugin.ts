type Serverless = {
  readonly service: { readonly functions: Record<string, { environment?: Record<string, unknown> } | undefined> };
};

const variable = /^LABELWIRE_API_URL_/;

/** Points the functions that ask the platforms to the simulated ones: the URLs come from our own environment. */
export default class SimulatedPlatformsPlugin {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service }: Serverless) {
    this.hooks = {
      'before:package:compileFunctions': () => {
        const { fetchLabels, syncLabels } = service.functions;
        const urls = Object.entries(process.env).filter(([name]) => variable.test(name));
        if (!fetchLabels || urls.length === 0)
          throw new Error('There is no function fetchLabels, or no platform to point it to.');
        // An earlier commit may have no syncLabels: npm run conformance:upgrade deploys such commits, too.
        for (const asking of syncLabels ? [fetchLabels, syncLabels] : [fetchLabels])
          asking.environment = { ...asking.environment, ...Object.fromEntries(urls) };
      },
    };
  }
}
