import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { readOptions, WrongCall } from '../../conformance/aws/options.ts';
import { awsReport, percentile } from '../../conformance/aws/proof/aws-report.ts';
import { Report } from '../../conformance/aws/report.ts';
import { ending, eventually, within } from '../../conformance/aws/waiting.ts';

describe('the options of the checks on AWS', () => {
  it('run on a MiniStack of their own when nothing is said, also where keys of AWS lie in the environment', () => {
    expect(readOptions([], {})).toEqual({ account: 'own', scenario: 'checks' });
    expect(readOptions([], { AWS_ENDPOINT_URL: '', AWS_ACCESS_KEY_ID: 'some' })).toEqual({
      account: 'own',
      scenario: 'checks',
    });
  });

  it.each(['http://127.0.0.1:4566', 'https://localhost:4566/', 'http://[::1]:1'])(
    'run on the emulator of this machine at %s, also where a profile is set',
    (endpoint) => {
      const given = { AWS_ENDPOINT_URL: endpoint, AWS_PROFILE: 'work' };
      expect(readOptions([], given)).toEqual({ account: 'given', endpoint, scenario: 'checks' });
    },
  );

  it.each([
    'https://s3.eu-central-1.amazonaws.com',
    'https://10.0.0.1:4566',
    'http://localhost.example',
    'http://127.0.0.1.example',
    'emulator',
  ])('refuse an AWS_ENDPOINT_URL that leads away from this machine: %s', (endpoint) => {
    expect(() => readOptions([], { AWS_ENDPOINT_URL: endpoint })).toThrow(/emulator on this machine/);
  });

  it('refuse a profile without the flag, and take it with the flag', () => {
    expect(() => readOptions([], { AWS_PROFILE: 'work' })).toThrow(/--real-account/);
    expect(readOptions(['--real-account'], { AWS_PROFILE: 'work' })).toEqual({
      account: 'real',
      endpoint: undefined,
      publicPlatforms: undefined,
      scenario: 'proof',
      proof: { variant: 'default', burst: 500, outageSeconds: 300, yes: false },
    });
  });

  it('leave AWS_ENDPOINT_URL to the tools of a real account, and know of it', () => {
    const given = { AWS_ENDPOINT_URL: 'https://vpce.example' };
    expect(readOptions(['--real-account'], given)).toMatchObject({ account: 'real', endpoint: 'https://vpce.example' });
  });

  it('serve the platforms of a real account behind a public URL, on a port that can be chosen', () => {
    const call = ['--real-account', '--platform-url', 'https://abc.example/'];
    expect(readOptions(call, {})).toMatchObject({ publicPlatforms: { url: 'https://abc.example', port: 8686 } });
    expect(readOptions([...call, '--platform-port', '9000'], {})).toMatchObject({ publicPlatforms: { port: 9000 } });
  });

  it('run the proof on a real account, unless the checks are asked for', () => {
    expect(readOptions(['--real-account', '--checks'], {})).toMatchObject({ account: 'real', scenario: 'checks' });
    const tunnel = ['--real-account', '--platform-url', 'https://abc.example'];
    expect(readOptions(tunnel, {})).toMatchObject({ account: 'real', scenario: 'checks' });
  });

  it('run the proof and the faults on an emulator when they are asked for', () => {
    const call = ['--proof', '--variant', 'http-api', '--burst', '20', '--outage-seconds', '60', '--yes'];
    const proof = { variant: 'http-api', burst: 20, outageSeconds: 60, yes: true };
    expect(readOptions(call, {})).toEqual({ account: 'own', scenario: 'proof', proof });
    expect(readOptions(['--doctor'], {})).toEqual({ account: 'own', scenario: 'doctor' });
    expect(readOptions(['--company-account'], {})).toEqual({ account: 'own', scenario: 'company-account' });
  });

  it.each([
    [['--real-account', '--doctor']],
    [['--proof', '--doctor']],
    [['--company-account', '--doctor']],
    [['--company-account', '--real-account']],
    [['--burst', '20']],
    [['--proof', '--burst', '0']],
    [['--proof', '--outage-seconds', 'five']],
    [['--proof', '--variant', 'another']],
    [['--real-account', '--proof', '--platform-url', 'https://abc.example']],
    [['--platform-url', 'https://abc.example']],
    [['--platform-port', '9000']],
    [['--real-account', '--platform-port', '9000']],
    [['--real-account', '--platform-url', 'http://abc.example']],
    [['--real-account', '--platform-url', 'https://abc.example/path']],
    [['--real-account', '--platform-url', 'https://user:word@abc.example']],
    [['--real-account', '--platform-url', 'abc.example']],
    [['--real-account', '--platform-url', 'https://abc.example', '--platform-port', '0']],
    [['--real-account', '--platform-url', 'https://abc.example', '--platform-port', 'http']],
    [['--real-acount']],
    [['surplus']],
  ])('refuse the call %j', (call) => {
    expect(() => readOptions(call, {})).toThrow(WrongCall);
  });

  it('tell of themselves before they look at anything else', () => {
    expect(readOptions(['--help'], { AWS_PROFILE: 'work', AWS_ENDPOINT_URL: 'nonsense' })).toBeUndefined();
  });
});

describe('a limit of time', () => {
  it('ends work that does not end, with the seconds it had', async () => {
    await expect(within(0.02, () => new Promise(() => undefined))).rejects.toThrow('Not done after 0.02 seconds.');
  });

  it('gives back what the work gives, and lets its error through', async () => {
    expect(await within(5, async () => 'done')).toBe('done');
    await expect(within(5, () => Promise.reject(new Error('its own')))).rejects.toThrow('its own');
  });

  it('ends what runs inside a wider one when the wider one ends, and tells the innermost work', async () => {
    let innermost: AbortSignal | undefined;
    const inner = () =>
      within(60, () => {
        innermost = ending();
        return new Promise(() => undefined);
      });
    await expect(within(0.02, inner)).rejects.toThrow('Not done after 0.02 seconds.');
    expect(innermost?.aborted).toBe(true);
  });

  it('does not begin what has no time any more', async () => {
    let begun = false;
    const outer = AbortSignal.abort(new Error('interrupted'));
    const work = async () => {
      begun = true;
    };
    await expect(within(5, work, outer)).rejects.toThrow('interrupted');
    expect(begun).toBe(false);
  });

  it('stops a wait that goes on behind it', async () => {
    let looks = 0;
    const look = async () => {
      looks += 1;
      return false;
    };
    await expect(within(0.02, () => eventually('never', 60, look))).rejects.toThrow('Not done');
    await sleep(1200);
    expect(looks).toBeLessThanOrEqual(2);
  });

  it('names what was waited for', async () => {
    await expect(eventually('the moon is blue', 0, async () => false)).rejects.toThrow('the moon is blue');
  });
});

describe('the report of a proof', () => {
  const row = {
    outcome: 'passed',
    name: 'a label lands',
    detail: 'arn:aws:states:eu-central-1:123456789012:x | <b>',
  } as const;
  const figures = { title: 'Made here.', rows: [row], latencies: [], counts: [] };

  it('has no account id, and no text that ends a cell', () => {
    const page = awsReport(figures);
    expect(page).not.toMatch(/\d{12}/);
    expect(page).toContain('arn:aws:states:eu-central-1:<account>:x \\| &lt;b>');
  });

  it.each([
    [[], 0.5, Number.NaN],
    [[7], 0.95, 7],
    [[4, 1, 3, 2], 0.5, 2],
    [Array.from({ length: 100 }, (_, index) => index + 1), 0.95, 95],
  ])('takes of %j at the share %d the value %d', (values, part, expected) => {
    expect(percentile(values, part)).toBe(expected);
  });
});

describe('the report', () => {
  afterEach(() => vi.restoreAllMocks());
  const printed = () => {
    const lines: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    return lines;
  };

  it('is 0 when all passed, and shows each check with its result and its seconds', async () => {
    const lines = printed();
    const report = new Report();
    expect(await report.check('it holds', 5, async () => 'seen')).toBe(true);
    report.notShown('rights', 'nobody asks for them');
    expect(report.end()).toBe(0);
    expect(lines.join('')).toMatch(/it holds +passed +0\.0 +seen\n/);
    expect(lines.join('')).toMatch(/rights +not shown +nobody asks for them\n/);
  });

  it('is 1 when a check failed, ran out of its time, or nothing was checked', async () => {
    printed();
    const failed = new Report();
    await failed.check('it holds', 5, async () => 'seen');
    expect(await failed.check('it breaks', 5, () => Promise.reject(new Error('why')))).toBe(false);
    expect(failed.end()).toBe(1);
    const late = new Report();
    await late.check('it holds', 5, async () => 'seen');
    await late.check('it hangs', 0.02, () => new Promise(() => undefined));
    expect(late.end()).toBe(1);
    expect(new Report().end()).toBe(1);
  });
});
