import type { Counted } from '../call.js';
import { type Failure, failure } from '../outcome.js';

/** WHMCS would refuse the call whatever people say. */
export class Hopeless extends Error {}

/** The checks that the row asks for refuse the call. */
export class Unfit extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

/** The preview could not be made, and the policy wants none approved without one. */
export class NoPreview extends Error {}

/** What comes of asking people for a call, or why they are not asked at all. */
export async function unaskable<T>(
  { tool, decision }: Pick<Counted, 'tool' | 'decision'>,
  asking: () => Promise<T>,
): Promise<T | Failure> {
  try {
    return await asking();
  } catch (error) {
    if (error instanceof Hopeless)
      return failure(
        'invalid_arguments',
        `${tool.name} was not sent, and nobody was asked. ${error.message}`,
      );
    if (error instanceof Unfit) return error.failure;
    if (!(error instanceof NoPreview)) throw error;
    const rule = decision.approval?.rule ?? decision.deciding.id;
    return failure(
      'policy_denied',
      `[POLICY DENIED] ${tool.name} needs a person, who must see what it would do (rule ${rule}), and that can't be shown: ${error.message} Nothing was sent.`,
      { rule, revision: decision.revision },
    );
  }
}
