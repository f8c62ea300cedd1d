export {
  type Approver,
  type ApproverRows,
  type Approvers,
  createApprovers,
  InvalidApprover,
  type StoredApprover,
} from './approvers.js';
export type { StoredToken, TokenRows } from './callers/tokens.js';
export { type Authenticator, type Identity, isIdentity, type Shown, type Unidentified } from './identity.js';
export { maybeSamePerson, OPERATOR, personOf, samePerson } from './person.js';
export type { Admission, OAuthSettings } from './provider/settings.js';
export type { Leaving, SignIn, SignInSettings } from './sign-in/sign-in.js';
