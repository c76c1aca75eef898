import type { Status } from '../../cli/status/status.ts';
import { CommandLine } from './command.tsx';
import { commandText } from './commands.ts';
import { agoText } from './words.ts';

type Props = { readonly status: Status | undefined; readonly at: string; readonly now: Date };

const figure = (count: number | undefined): string => (count === undefined ? '–' : count.toLocaleString('en'));

/** What came, what is under way, what waits: the numbers of `labelwire status`. */
export function Flow({ status, at, now }: Props) {
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
        <caption class="hidden">Connections, of the last 24 hours</caption>
        <thead>
          <tr>
            <th scope="col">24 hours</th>
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
      <CommandLine line={commandText(['status'], {}, at)} />
    </section>
  );
}
