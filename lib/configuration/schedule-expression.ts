/**
 * When a schedule is due, as EventBridge Scheduler writes it, in UTC:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 */
export type ScheduleExpression = {
  /** Whether it can be due twice on one day. */
  readonly isOftenerThanDaily: boolean;
};

/** A text says what is wrong with it, in whole sentences. */
export function readSchedule(text: string): ScheduleExpression | string {
  const [, kind, body = ''] = /^(rate|cron)\((.*)\)$/.exec(text) ?? [];
  if (kind === 'rate') return readRate(body);
  if (kind === 'cron') return readCron(body);
  return `must be cron(…) or rate(…), but is ${JSON.stringify(text)}. ${examples}`;
}

const examples = 'Every night at three: cron(0 3 * * ? *). Every week: rate(7 days).';

const minutesIn = { minute: 1, hour: 60, day: 24 * 60 } as const;

function readRate(body: string): ScheduleExpression | string {
  const [, count = '', unit] = /^([1-9]\d{0,5}) (minute|hour|day)s?$/.exec(body) ?? [];
  if (unit === undefined)
    return `must be a whole number of minutes, hours or days, but is rate(${body}). Every week: rate(7 days).`;
  return { isOftenerThanDaily: Number(count) * minutesIn[unit as keyof typeof minutesIn] < minutesIn.day };
}

type Field = {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Words for the numbers, from the first. */
  readonly words?: readonly string[];
  /** What this field takes besides numbers and ranges of them. */
  readonly also?: RegExp;
};

const months = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const weekdays = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const fields: readonly Field[] = [
  { name: 'minutes', from: 0, to: 59 },
  { name: 'hours', from: 0, to: 23 },
  { name: 'day of the month', from: 1, to: 31, also: /^(\?|L|LW|(?:[1-9]|[12]\d|3[01])W)$/ },
  { name: 'month', from: 1, to: 12, words: months },
  { name: 'day of the week', from: 1, to: 7, words: weekdays, also: /^(\?|L|[1-7]L|[1-7]#[1-5])$/ },
  { name: 'year', from: 1970, to: 2199 },
];

function readCron(body: string): ScheduleExpression | string {
  const parts = body.split(' ');
  if (parts.length !== fields.length) {
    return `cron(${body}) must have six fields with a space between them, but has ${parts.length}: minutes, hours, day of the month, month, day of the week, year. Every night at three: cron(0 3 * * ? *).`;
  }
  const wrong = fields.findIndex((field, index) => !isField(parts[index] ?? '', field));
  const field = fields[wrong];
  if (field) return `cron(${body}) must have ${rangeText(field)} as its ${field.name}, but has "${parts[wrong]}".`;
  const [minutes = '', hours = '', monthday, , weekday] = parts;
  if ((monthday === '?') === (weekday === '?')) {
    return `cron(${body}) must have "?" either as its day of the month or as its day of the week, and only once.`;
  }
  return { isOftenerThanDaily: ![minutes, hours].every((part) => /^\d+$/.test(part)) };
}

const isField = (text: string, { also, ...field }: Field): boolean =>
  also?.test(text) === true || text.split(',').every((item) => isItem(item, field));

/** `*`, `5`, `1-5`, and each with a step: `0/15`. */
function isItem(item: string, field: Field): boolean {
  const [range = '', step, ...more] = item.split('/');
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step))) return false;
  if (range === '*') return true;
  const ends = range.split('-');
  return ends.length <= 2 && ends.every((end) => isIn(end, field));
}

const isIn = (text: string, { from, to, words = [] }: Field): boolean =>
  words.includes(text.toUpperCase()) || (/^\d+$/.test(text) && Number(text) >= from && Number(text) <= to);

const rangeText = ({ from, to, words }: Field): string =>
  `"*" or numbers from ${from} to ${to}${words ? ` or ${words[0]} to ${words.at(-1)}` : ''}`;
