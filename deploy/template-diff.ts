import { readFileSync } from 'node:fs';
import { argv, exit } from 'node:process';
import { jsonDiff, sameDocument } from '../access/json-diff.ts';

/** What a deployment would change, as Markdown: `node deploy/template-diff.ts deployed.json packaged.json`. */

type Template = Readonly<Record<'Resources' | 'Outputs', Readonly<Record<string, unknown>> | undefined>>;

/** Where `serverless` puts the code: under a time that changes with each packaging. */
const archive = /serverless\/[^/"]+\/[^/"]+\/\d+-[^/"]+\//g;

const contextLines = 3;

export function templateDiff(deployed: Template, packaged: Template): string {
  const parts = (['Resources', 'Outputs'] as const).flatMap((part) => {
    const [before, after] = [comparable(deployed[part]), comparable(packaged[part])];
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names
      .filter((name) => !sameDocument(before[name], after[name]))
      .map((name) => section(part === 'Outputs' ? `output ${name}` : name, before[name], after[name]));
  });
  const title = '## What a deployment would change\n';
  return parts.length === 0 ? `${title}\nNothing but the code of the functions.\n` : [title, ...parts].join('\n');
}

const comparable = (part: Readonly<Record<string, unknown>> = {}): Readonly<Record<string, unknown>> =>
  JSON.parse(JSON.stringify(part).replaceAll(archive, ''));

function section(name: string, before: unknown, after: unknown): string {
  const verb = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  const lines = jsonDiff(before, after);
  return `### ${name}: ${verb}\n\n\`\`\`diff\n${nearChanges(lines).join('\n')}\n\`\`\`\n`;
}

/** Lines that changed, with some before and after them. */
function nearChanges(lines: readonly string[]): string[] {
  const isNear = (index: number) =>
    lines.slice(Math.max(0, index - contextLines), index + contextLines + 1).some((line) => !line.startsWith(' '));
  return lines.flatMap((line, index) => (isNear(index) ? [line] : isNear(index - 1) ? ['  …'] : []));
}

if (import.meta.main) {
  const [before, after] = argv.slice(2);
  if (!before || !after) {
    process.stderr.write('Usage: node deploy/template-diff.ts <deployed template> <packaged template>\n');
    exit(2);
  }
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as Template;
  process.stdout.write(templateDiff(read(before), read(after)));
}
