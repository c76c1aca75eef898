import { Command } from 'commander';
import { applyCommand } from '../access/apply.ts';
import { planCommand } from '../access/plan.ts';
import { validateCommand } from '../access/validate.ts';

export const access = (): Command =>
  new Command('access').addCommand(planCommand()).addCommand(applyCommand()).addCommand(validateCommand());
