import { CHANNEL_TRAITS, type ChannelName, type Claim } from '../../terms.js';
import type { ApprovalTerms } from '../rules/rules.js';

/** The combined terms of all rules that ask for approval. */
export interface Approval extends ApprovalTerms {
  /** Id of the first rule that asks. */
  readonly rule: string;
  /** Ids of all of them. */
  readonly asked: readonly string[];
}

function least(numbers: readonly (number | undefined)[], choose: (...values: number[]) => number) {
  const known = numbers.filter((number) => number !== undefined);
  return known.length === 0 ? undefined : choose(...known);
}

function strictest(previews: readonly ApprovalTerms['preview'][]): ApprovalTerms['preview'] {
  return previews.includes('required') ? 'required' : previews.find((one) => one !== undefined);
}

/**
 * Requirements add up: the channels that all accept (maybe none), the most people, the shortest time, a preview where
 * one of them wants it. Where several people must say yes, a channel that does not prove who answered is none: it may
 * have been one who says yes elsewhere, too.
 */
export function mergeApprovals(
  asked: readonly (ApprovalTerms & { readonly rule: string })[],
): Approval | undefined {
  const [first] = asked;
  if (first === undefined) return undefined;
  let channels: readonly ChannelName[] | undefined;
  for (const terms of asked) {
    if (terms.channels === undefined) continue;
    channels = (channels ?? terms.channels).filter((one) => terms.channels?.includes(one));
  }
  const approvers = least(
    asked.map((terms) => terms.approvers),
    Math.max,
  );
  if ((approvers ?? 1) > 1) channels = channels?.filter((one) => CHANNEL_TRAITS[one].countsPeople);
  const expires = least(
    asked.map((terms) => terms.expires),
    Math.min,
  );
  const preview = strictest(asked.map((terms) => terms.preview));
  const message = asked.find((terms) => terms.message !== undefined)?.message;
  return {
    rule: first.rule,
    asked: asked.map((terms) => terms.rule),
    ...(channels === undefined ? {} : { channels }),
    ...(approvers === undefined ? {} : { approvers }),
    ...(expires === undefined ? {} : { expires }),
    ...(preview === undefined ? {} : { preview }),
    ...(message === undefined ? {} : { message }),
  };
}

const PAST_A_BUDGET = 'it goes past what may be done without a person';

/** What a budget that a call goes past asks for. Says no figures: the caller hears it. */
export const termsOf = ({
  id,
  message = PAST_A_BUDGET,
}: Claim): ApprovalTerms & { readonly rule: string } => ({
  rule: id,
  message,
});
