import type { Effect, RiskClass } from '../../../src/terms.js';
import type { Action } from '../documented/book.js';

const OF_ANY_WRITE: readonly Effect[] = [
  'mail',
  'money',
  'control',
  'disclosure',
  'impersonation',
  'irreversible',
  'secret',
];

/**
 * What a call can do of which nobody here knows more than its class: the worst of that class, so that every rule about an
 * effect holds.
 */
function worstOf(risk: RiskClass): readonly Effect[] {
  if (risk === 'read') return [];
  return risk === 'execute' || risk === 'destructive'
    ? [...OF_ANY_WRITE, 'provisioning', 'registrar']
    : OF_ANY_WRITE;
}

/** What a call of an action can do: as the operator declares it, or the worst. */
export const effectsOf = ({ risk, declared }: Pick<Action, 'risk' | 'declared'>): readonly Effect[] =>
  declared?.effects ?? worstOf(risk);
