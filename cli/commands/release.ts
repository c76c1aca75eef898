import { Command } from 'commander';
import { diff } from '../release/diff.ts';

export function release(): Command {
  return new Command('release')
    .description('frozen data sets of your labels, which no later change of a label changes')
    .addCommand(diff());
}
