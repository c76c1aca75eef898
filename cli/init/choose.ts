import { liveFormats } from '../../lib/formats/formats.ts';
import type { Answers } from './answers.ts';
import { type Asking, chooseConnections } from './choose-connections.ts';
import { bucketProblem, emailProblem } from './options.ts';

/** What every label can be made into later, so that nothing of it is lost meanwhile. */
const usualFormats = ['canonical'];

/** All that a folder is made of: given by the call, else asked for, else as usual. */
export async function choose(asking: Asking): Promise<Answers> {
  const connections = await chooseConnections(asking);
  return {
    connections,
    formats: await chooseFormats(asking),
    bucket: await chooseBucket(asking),
    alarms: await chooseAlarms(asking),
    stage: asking.options.stage,
  };
}

async function chooseFormats({ options, questions }: Asking): Promise<readonly string[]> {
  const choices = liveFormats.map(({ id, title }) => ({ value: id, name: title, short: id }));
  return (
    options.format ?? (await questions?.choose('Formats', choices, { least: 1, usual: usualFormats })) ?? usualFormats
  );
}

async function chooseBucket({ options, questions }: Asking): Promise<string | undefined> {
  const check = (text: string) => (text === '' ? undefined : bucketProblem(text));
  const answer =
    options.bucket ?? (await questions?.text('Your own bucket (Enter alone: the stack makes one)', { check }));
  return answer || undefined;
}

async function chooseAlarms({ options, questions }: Asking): Promise<Answers['alarms']> {
  if (!options.alarms) return 'off';
  const check = (text: string) => (text === '' ? undefined : emailProblem(text));
  const email = options.alarmEmail ?? (await questions?.text('E-mail for alarms (Enter alone: nobody yet)', { check }));
  return email ? { email } : undefined;
}
