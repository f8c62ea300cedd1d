export {
  createSignIn,
  type Leaving,
  type NotSignedIn,
  type SignedIn,
  type SignIn,
  type SignInSettings,
} from './sign-in.js';
