import { askYes, isInteractive } from '../../../../cli/connect/answers.ts';
import { platforms } from '../../../../lib/platforms/platforms.ts';
import type { Account } from '../account.ts';
import { type Options, WrongCall } from '../options.ts';
import { print } from '../report.ts';
import { priceOf } from './price.ts';
import { labelsOf } from './scenario.ts';

/** Throws WrongCall unless the person agrees to what a proof on a real account makes and costs. */
export async function agreedTo(options: Options, account: Account): Promise<void> {
  if (options.scenario !== 'proof' || account.isEmulator) return;
  const connections = Object.keys(platforms).length;
  const labels = connections * labelsOf.landed + options.proof.burst + labelsOf.outage + 1;
  const price = await priceOf(labels, connections);
  print(
    `This deploys two stacks of its own, sends ${labels} labels through, and removes both within about 20 minutes. AWS charges
about ${price.toFixed(2)} USD for it (prices of us-east-1; less than 1 USD with everything that is not counted).\n`,
  );
  if (options.proof.yes) return;
  if (!isInteractive()) throw new WrongCall('This is not an interactive terminal: add --yes to agree to that.');
  if (!(await askYes('Do this?', false))) throw new WrongCall('Nothing was made.');
}
