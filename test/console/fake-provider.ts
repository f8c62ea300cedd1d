import type { SignIn } from '../../src/identities/index.js';

/** A provider that says yes to whoever comes back with the right state. */
export const FAKE_PROVIDER: SignIn & { host: string; terms: string } = {
  host: 'login.example.com',
  terms: 'group:leads',
  begin: async (home) => ({
    url: `https://login.example.com/authorize?redirect_uri=${encodeURIComponent(home)}`,
    leaving: { state: 'the state', nonce: 'the nonce', verifier: 'the verifier', home },
  }),
  finish: async (answer, { state }) =>
    answer.get('state') === state
      ? { name: 'anna@login.example.com', grants: undefined, alsoKnownAs: ['anna@example.com'] }
      : { why: 'No.' },
};
