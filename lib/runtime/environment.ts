import { InvalidConfiguration } from '../contracts/errors.ts';

/** A variable the function cannot work without; missing, the function fails at its start and says which. */
export function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    throw new InvalidConfiguration(
      `The environment variable ${name} is not set. serverless.yml sets it; outside AWS, see "npm start".`,
    );
  }
  return value;
}

export const optional = (name: string): string | undefined => process.env[name] || undefined;
