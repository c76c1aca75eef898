import type { Configuration } from '../../lib/configuration/configuration.ts';
import { connectionsOf } from '../../lib/configuration/connections.ts';
import { chosenRegion } from '../aws-choice.ts';
import { projectsInRoutes } from '../connect/choices.ts';
import { type Where, whereText } from '../deployment.ts';
import type { Stack } from '../stack.ts';
import { awsChecks } from './aws-checks.ts';
import { bucketChecks } from './bucket-checks.ts';
import type { Check, Deployed } from './check.ts';
import { platformChecks } from './platform-checks.ts';
import { reconciliationCheck } from './reconciliation-check.ts';
import { waitingCheck } from './waiting-check.ts';

type Looked = {
  /** Undefined where it is wrong. */
  readonly configuration: Configuration | undefined;
  /** The one connection to look at; undefined for all. */
  readonly platform: string | undefined;
  /** Of that connection, besides those in the routes. */
  readonly projects: readonly string[];
};

/** Of a deployment whose stack was found: its parts, then each connection. */
export async function* stackChecks(stack: Stack, where: Where, looked: Looked): AsyncGenerator<Check> {
  const { configuration, platform } = looked;
  const connections = configuration ? connectionsOf(configuration) : [];
  const at = whereText(where);
  const deployed = where.local ? undefined : deployedAs(stack, where, at);
  // Clients of AWS that the pipeline of npm start has no use for.
  const onAws = deployed && (await import('./deployment-checks.ts'));
  yield* awsChecks(stack, at);
  yield waitingCheck(stack.stateMachineArn);
  yield* bucketChecks(stack, deployed?.awsAt ?? '');
  if (onAws) yield* onAws.deploymentChecks(deployed, connections);
  if (!configuration) return;
  for (const connection of connections) {
    if (platform !== undefined && connection.name !== platform) continue;
    const projects = new Set([...projectsInRoutes(connection.name, configuration), ...looked.projects]);
    yield* platformChecks(connection, stack, [...projects], at);
    if (onAws) yield onAws.acceptedOn(connection.name, deployed);
    yield reconciliationCheck(connection.name, configuration, stack, at);
  }
}

function deployedAs(stack: Stack, { stage, profile }: Where, at: string): Deployed {
  const region = chosenRegion();
  const chosenProfile = profile ? ` --profile ${profile}` : '';
  return {
    name: `labelwire-${stage}`,
    stage,
    region,
    stack,
    at,
    awsAt: ` --region ${region}${chosenProfile}`,
    serverlessAt: at.replace(' --profile ', ' --aws-profile '),
  };
}
