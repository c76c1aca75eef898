import { accessClients } from '../../../access/clients.ts';
import { readRole } from '../../../access/role.ts';
import { serve } from '../../../cli/http-server.ts';
import { withIntegrations } from '../../../lib/platforms/labelbox/simulated/integrations.ts';
import { newFolder } from '../../../local/new-folder.ts';
import { testingOf } from '../../../local/platform-testing.ts';
import { assumingAs } from '../../unit/platforms/labelbox/access/role-trust.ts';
import { startMoto } from '../semantics/moto.ts';
import { startSts } from './sts.ts';

/** An account that AWS's documentation uses in examples. */
export const platformAccount = '999999999999';
export const ownAccount = '123456789012'; // moto's
export const externalId = 'cm3workspace0000-4f1c';
const apiKey = 'key-of-the-simulated-labelbox';

/** AWS and Labelbox on loopback, and the environment with which the command line uses them. */
export async function startWorld() {
  const moto = await startMoto();
  const folder = newFolder();
  const base = {
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: moto.url,
  };
  Object.assign(process.env, base);
  const clients = accessClients();
  const trustOf = async (roleArn: string) => (await readRole(clients.iam, roleArn.replace(/^.*\//, '')))?.trust;
  const sts = await startSts({ moto: moto.url, caller: ownAccount, trustOf });
  const credential = { secret: apiKey };
  const rest = testingOf('labelbox').simulated.server(credential, () => []);
  const canAssume = assumingAs(platformAccount, trustOf);
  const platform = await serve(withIntegrations(credential, { externalId }, canAssume, rest));
  const environment = {
    ...base,
    AWS_ENDPOINT_URL_STS: sts.url,
    LABELWIRE_API_URL_LABELBOX: platform.url,
    LABELWIRE_API_KEY: apiKey,
  };
  Object.assign(process.env, environment);
  return {
    moto,
    sts,
    environment,
    /** Where the commands are run. */
    folder,
    async stop() {
      await Promise.all([moto.stop(), sts.close(), platform.close()]);
    },
  };
}
export type World = Awaited<ReturnType<typeof startWorld>>;
