import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

type Props = { readonly title: string; close(): void; readonly children: ComponentChildren };

/** The browser's own dialog: it keeps the focus inside, closes at Esc, and gives the focus back. */
export function Dialog({ title, close, children }: Props) {
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    element.current?.showModal();
  }, []);
  return (
    <dialog ref={element} aria-label={title} onClose={close}>
      <h2>{title}</h2>
      {children}
      <form method="dialog">
        <button type="button" onClick={() => element.current?.close()}>
          Close
        </button>
      </form>
    </dialog>
  );
}
