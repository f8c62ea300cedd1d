import { createHash } from 'node:crypto';
import type { Config } from '../../config/index.js';

/** A digest of whom the identity provider lets in, and as whom. */
export function providerTerms(signIn: NonNullable<Config['console']['signIn']>): string {
  const { issuer, clientId, nameClaim, groupsClaim, admissions } = signIn;
  return createHash('sha256')
    .update(JSON.stringify([issuer, clientId, nameClaim, groupsClaim, admissions]))
    .digest('base64url');
}
