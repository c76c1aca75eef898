// The variables of serverless.yml that are computed: `${file(deploy/resources.js):<name>}`.
export { accountDemands } from './account.ts';
export { alarms } from './alarms.ts';
export { bucket, bucketName } from './bucket.ts';
export { dashboard } from './dashboard.ts';
export {
  buildReleaseDefinition,
  exportLabelsDefinition,
  longestExecutionSeconds,
  syncConnectionDefinition,
} from './definition.ts';
export { delegatedAccess } from './delegated-access.ts';
export { notifyBus } from './event-bus.ts';
export { hasFunctionUrl, ingress } from './ingress.ts';
export { lambdaLogs } from './log-levels.ts';
export { memorySizes } from './memory-sizes.ts';
export {
  fetchReservedConcurrency,
  parameters,
  visibilityTimeoutSeconds,
  webhookReservedConcurrency,
} from './parameters.ts';
export { reconciliation } from './reconciliation.ts';
export { region } from './region.ts';
export { roles } from './roles.ts';
export { savedQueries } from './saved-queries.ts';
export { scheduledReleases } from './scheduled-releases.ts';
export { secrets } from './secrets.ts';
export { stackTags } from './tags.ts';
