/** Bundles the Lambdas whenever something is packaged, so that `serverless package` needs no step before it. */
export default class BuildPlugin {
  readonly hooks = {
    'before:package:createDeploymentArtifacts': async () => {
      const { build } = await import('../build.ts');
      await build();
    },
  };
}
