import { createRequire } from 'node:module';
import { InvalidConfiguration } from '../lib/contracts/errors.ts';
import { Explained, type Variables } from './parameters.ts';

type Variable<Value> = (variables: Variables) => Promise<Value>;
type ErrorClass = new (message: string, code: string) => Error;

/** The class that osls knows an error of a variable by; it has no types. */
const ServerlessError = createRequire(import.meta.url)('serverless/lib/serverless-error.js') as ErrorClass;

/** What osls passes on as it is; it would wrap any other message in a new error for each place. */
const beginning = 'Cannot resolve variable at ';

const reported = new Map<string, Error>();

/**
 * The variable, whose refusal is one error for all places of serverless.yml that use it: osls lists each error once, but
 * there are dozens of places.
 */
export const reportedOnce =
  <Value>(variable: Variable<Value>): Variable<Value> =>
  async (variables) => {
    try {
      return await variable(variables);
    } catch (error) {
      if (error instanceof Explained || error instanceof InvalidConfiguration) throw sameError(error.message);
      throw error;
    }
  };

function sameError(message: string): Error {
  const error =
    reported.get(message) ?? new ServerlessError(`${beginning}serverless.yml: ${message}`, 'WRONG_DEPLOYMENT');
  reported.set(message, error);
  return error;
}
