const milliseconds = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const ago = /^(\d{1,5}) ?(m|h|d|w|minutes?|hours?|days?|weeks?)( ago)?$/i;
const time = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?$/i;

/** The instant that `--since` names. A day begins at midnight where the person is; a time without a zone is theirs, too. */
export function sinceOf(text: string, now: Date): string {
  const instant = instantOf(text.trim(), now);
  if (Number.isNaN(instant.getTime())) {
    throw new Error(
      `It must be a time such as 2026-05-04 or 2026-05-04T12:00:00Z, or words such as 2h, 3d, 1w, today or yesterday, but is ${JSON.stringify(text)}.`,
    );
  }
  if (instant > now) throw new Error(`It must be in the past, but is ${instant.toISOString()}.`);
  return instant.toISOString();
}

function instantOf(text: string, now: Date): Date {
  const [, count, unit = ''] = ago.exec(text) ?? [];
  if (count !== undefined) {
    const each = milliseconds[unit.charAt(0).toLowerCase() as keyof typeof milliseconds];
    return new Date(now.getTime() - Number(count) * each);
  }
  if (/^today$/i.test(text)) return midnight(now, 0);
  if (/^yesterday$/i.test(text)) return midnight(now, -1);
  if (!time.test(text)) return new Date(Number.NaN);
  return new Date(text.length === 10 ? `${text}T00:00:00` : text.replace(' ', 'T'));
}

const midnight = (now: Date, days: number): Date => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
