import { usualWindow, type Window, windows } from '../../cli/console/windows.ts';
import { CommandLine } from './command.tsx';
import { commandText } from './commands.ts';
import type { Live } from './live.ts';
import { windowWords } from './window-words.ts';
import { agoText } from './words.ts';

type Props = {
  readonly live: Live;
  readonly at: string;
  readonly now: Date;
  /** What somebody chose; the numbers may still be those of another one. */
  readonly window: Window;
  choose(window: Window): void;
};

const figure = (count: number | undefined): string => (count === undefined ? '–' : count.toLocaleString('en'));

/** What came, what is under way, what waits: the numbers of `labelwire status`. */
export function Flow({ live: { status, window: shown }, at, now, window, choose }: Props) {
  if (!status) return <section class="flow quiet">Looking at the deployment …</section>;
  const { labelEvents, executions, deadLetters, alarms = [], connections, notSeen } = status;
  const totals: readonly (readonly [string, string, boolean?])[] = [
    ['in the queue', figure(labelEvents?.waiting)],
    ['put back for later', figure(labelEvents?.putBack)],
    ['executions running', figure(executions?.running)],
    ['executions failed', figure(executions?.failed), (executions?.failed ?? 0) > 0],
    ['dead letters', figure(deadLetters), (deadLetters ?? 0) > 0],
  ];
  return (
    <section class="flow" aria-label="Flow">
      <table>
        <caption class="hidden">Connections, of the last {windowWords[shown]}</caption>
        <thead>
          <tr>
            <th scope="col">
              <select
                aria-label="The last"
                value={window}
                onChange={(event) => choose(event.currentTarget.value as Window)}
              >
                {windows.map((each) => (
                  <option key={each} value={each}>
                    {windowWords[each]}
                  </option>
                ))}
              </select>
            </th>
            <th scope="col">webhooks</th>
            <th scope="col">last</th>
            <th scope="col">labels</th>
            <th scope="col">p95</th>
          </tr>
        </thead>
        <tbody>
          {connections.map(({ connection, webhooks, lastWebhookAt, labels, p95 }) => (
            <tr key={connection}>
              <th scope="row">{connection}</th>
              <td>{figure(webhooks)}</td>
              <td>{lastWebhookAt === undefined ? '–' : agoText(new Date(lastWebhookAt), now)}</td>
              <td>{figure(labels)}</td>
              <td>{p95 === undefined ? '–' : `${(p95 / 1000).toFixed(1)} s`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <dl class="totals">
        {totals.map(([name, value, isBad]) => (
          <div key={name} class={isBad ? 'bad' : undefined}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <ul class="notices">
        {alarms.map(({ name, means }) => (
          <li key={name} class="bad">
            Alarm {name}: {means}
          </li>
        ))}
        {notSeen.map(({ what, why }) => (
          <li key={what} class="unseen">
            Could not look at {what}: {why}
          </li>
        ))}
      </ul>
      <CommandLine line={commandText(['status'], { since: window === usualWindow ? undefined : window }, at)} />
    </section>
  );
}
