import { InputError, PolicyError } from '#domain/errors.ts';
import { isOurs } from '#domain/failure.ts';
import { visibleText } from '#domain/visible-text.ts';
import { SignInNeeded } from './github-door.ts';

/** Does what was approved and says how it ended; what GitHub refused is told apart from what nobody knows. @throws SignInNeeded */
export async function attempt(what: string, work: () => Promise<string>): Promise<string> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof SignInNeeded) throw error;
    if (error instanceof InputError || error instanceof PolicyError) {
      return `I did not ${what}: ${visibleText(error.message)} ${error.remedy}`;
    }
    const why = isOurs(error) ? visibleText(error.message) : 'something unexpected happened';
    return `I do not know whether I managed to ${what} (${why}). Look at GitHub before you ask me to try again.`;
  }
}
