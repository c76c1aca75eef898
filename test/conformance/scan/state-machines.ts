import { join } from 'node:path';
import validate from 'asl-validator';
import { filesBelow, readJson, root } from '../../support/examples.ts';
import type { Finding } from './judge.ts';
import type { Scanner } from './scanner.ts';

/** asl-validator on one definition. */
export const validated = (definition: unknown, file: string): Finding[] =>
  validate(definition).errors.map((error) => {
    const { 'Error code': code = 'SCHEMA_VALIDATION_FAILED', Message = JSON.stringify(error) } = error as Fault;
    return { rule: code, where: file, message: Message };
  });
type Fault = { 'Error code'?: string; Message?: string };

const folder = join(root, 'statemachines');

export const aslValidator: Scanner = {
  name: 'asl-validator',
  scan: () => {
    const files = filesBelow(folder).filter((file) => file.endsWith('.asl.json'));
    const findings = files.flatMap((file) => validated(readJson(join(folder, file)), file));
    return { looked: files.length, at: 'state machines', findings };
  },
  planted: [
    {
      rule: 'MISSING_TRANSITION_TARGET',
      find: () => validated({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Nowhere' } } }, 'planted'),
    },
  ],
};
