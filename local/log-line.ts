import { styleText } from 'node:util';

export type Logged = { readonly at: Date; readonly isWrong: boolean; readonly message: string };

/** A line of the log of `npm start`, red on a terminal where something is wrong; for programs an object. */
export function logLine({ at, isWrong, message }: Logged, stream: NodeJS.WriteStream, isForPrograms: boolean): string {
  if (isForPrograms) return JSON.stringify({ at: at.toISOString(), ok: !isWrong, message });
  const shown = isWrong ? styleText('red', message, { stream }) : message;
  return `${clockTime(at)}  ${shown}`;
}

/** UTC. */
export const clockTime = (at: Date): string => at.toISOString().slice(11, 23);
