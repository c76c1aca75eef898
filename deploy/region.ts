import { noRegion, resolveRegion } from '../cli/aws-choice.ts';
import { given } from '../lib/contracts/given.ts';
import { Explained, type Variables } from './parameters.ts';

type Options = { readonly region?: string; readonly 'aws-profile'?: string };

/** `serverless package` sends nothing to AWS, and the template holds for every region. */
const isPackaging = () => process.argv.includes('package');
const anyRegion = 'us-east-1';

/** The region of this deployment, found as the command line finds it. */
export async function region({ resolveVariable }: Variables): Promise<string> {
  const { region: named, 'aws-profile': profile } = (await resolveVariable('opt:')) as Options;
  const resolved = await resolveRegion(given({ region: named, profile }));
  if (resolved) return resolved;
  if (isPackaging()) return anyRegion;
  throw new Explained(noRegion);
}
