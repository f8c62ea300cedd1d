/** Whom a signed token lets in, and with which grant. */
export interface Admission {
  /** An entry of the policy's `grants`; undefined: the policy's own rules. */
  readonly grant: string | undefined;
  /** What the token must have; `any`: whoever has a token for this audience. */
  readonly by: 'scope' | 'group' | 'any';
  /** The scope or the group; empty for `any`. */
  readonly value: string;
}

/** An identity provider, as the operator names it. */
export interface OAuthSettings {
  /** Letter by letter as it stands in its tokens. */
  readonly issuer: string;
  readonly audience: string;
  /** The claim that names the caller. */
  readonly nameClaim: string;
  /** The claim that lists groups: `groups`, or a path such as `realm_access.roles`. */
  readonly groupsClaim: string;
  /** The first one that fits counts. */
  readonly admissions: readonly Admission[];
}
