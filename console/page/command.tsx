import { useState } from 'preact/hooks';

/** The line that does the same in a shell, to be copied. */
export function CommandLine({ line }: { readonly line: string }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(line);
    setCopied(true);
    setTimeout(() => setCopied(false), 1_500);
  };
  return (
    <div class="command">
      <code>{line}</code>
      <button type="button" class="plain" onClick={() => void copy()}>
        {isCopied ? 'Copied' : 'Copy'}
      </button>
    </div>
  );
}
