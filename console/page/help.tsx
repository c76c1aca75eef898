import { Dialog } from './dialog.tsx';

const keys = [
  ['j k', 'next, previous'],
  ['Enter', 'open'],
  ['/', 'search'],
  ['r', 'replay, where something failed'],
  ['Esc', 'back, close'],
  ['?', 'this list'],
] as const;

export const Help = ({ close }: { close(): void }) => (
  <Dialog title="Keys" close={close}>
    <dl class="keys">
      {keys.map(([key, what]) => (
        <div key={key}>
          <dt>
            {key.split(' ').map((each) => (
              <kbd key={each}>{each}</kbd>
            ))}
          </dt>
          <dd>{what}</dd>
        </div>
      ))}
    </dl>
  </Dialog>
);
