/** For a person, or for a program, which gets one JSON object a step and no prose. */
export type Output = {
  print(text: string): void;
  step(step: string, outcome: string, text: string): void;
};

export const outputOf = ({ json = false }: { readonly json?: boolean }): Output => ({
  print: (text) => (json ? undefined : console.log(text)),
  step: (step, outcome, text) => console.log(json ? JSON.stringify({ step, outcome }) : text),
});
