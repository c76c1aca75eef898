/** What went wrong, where its answer would be: nothing else is shown there, so that nobody takes it for all being well. */
export const Problem = ({ message, again }: { readonly message: string; again?: (() => void) | undefined }) => (
  <div class="problem" role="alert">
    <p>{message}</p>
    {again && (
      <button type="button" onClick={again}>
        Look again
      </button>
    )}
  </div>
);
