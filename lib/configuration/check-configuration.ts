import * as z from 'zod/mini';
import { InvalidConfiguration } from '../contracts/errors.ts';
import { explainIssues } from '../contracts/explain-issues.ts';
import { platforms as everyPlatform, type PlatformId } from '../platforms/platforms.ts';
import { chosenFormats } from './chosen-formats.ts';
import type { Configuration } from './configuration.ts';

const strings = z.array(z.string().check(z.minLength(1)));
const PlatformSettings = z.strictObject({ apiUrl: z.optional(z.url()), downloadHosts: z.optional(strings) });

const CheckedConfiguration = z.strictObject({
  platforms: z.strictObject(
    Object.fromEntries(Object.keys(everyPlatform).map((id) => [id, z.optional(PlatformSettings)])),
  ),
  routes: z
    .array(
      z.strictObject({
        platform: z.enum(Object.keys(everyPlatform) as [PlatformId, ...PlatformId[]]),
        projects: z.optional(strings.check(z.minLength(1))),
        events: z.optional(strings.check(z.minLength(1))),
        formats: z.record(z.string(), z.unknown()),
      }),
    )
    .check(z.minLength(1)),
});

/** Everything that can be wrong with labelwire.config.ts, before it is deployed: InvalidConfiguration names the field. */
export function checkConfiguration(configuration: Configuration): void {
  const checked = CheckedConfiguration.safeParse(configuration);
  if (!checked.success) {
    throw new InvalidConfiguration(`labelwire.config.ts: ${explainIssues(checked.error, configuration)}.`);
  }
  const { platforms, routes } = configuration;
  const unknown = routes.find((route) => !Object.hasOwn(platforms, route.platform));
  if (unknown) {
    throw new InvalidConfiguration(
      `labelwire.config.ts: a route wants ${unknown.platform}, which is not under "platforms".`,
    );
  }
  const unreachable = Object.values(everyPlatform).find(
    ({ id, api }) => !api.url && platforms[id] && !platforms[id].apiUrl,
  );
  if (unreachable) {
    throw new InvalidConfiguration(
      `labelwire.config.ts: platforms.${unreachable.id}.apiUrl is missing: say where your ${unreachable.title} answers, e.g. { apiUrl: 'https://label-studio.example.com' }.`,
    );
  }
  for (const route of routes) chosenFormats(route);
}
