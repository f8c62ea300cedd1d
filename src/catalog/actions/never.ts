/** Documented actions that no tool and no caller can make, and why. */
const NEVER: Readonly<Record<string, string>> = {
  CreateSsoToken: 'It signs somebody in as a client.',
  ValidateLogin: 'It tries passwords out.',
  GetClientPassword: 'It hands out the digest of a password.',
  EncryptPassword: 'It works with the key by which WHMCS keeps its secrets.',
  DecryptPassword: 'It shows secrets that WHMCS keeps encrypted.',
  CreateOAuthCredential: 'It makes a credential.',
  UpdateOAuthCredential: 'It changes a credential.',
  DeleteOAuthCredential: 'It ends a credential that others sign in with.',
  ListOAuthCredentials: 'It hands out credentials.',
  AddPayMethod: 'It takes numbers of cards and bank accounts, which have no place in a conversation.',
  UpdatePayMethod: 'It takes numbers of cards and bank accounts, which have no place in a conversation.',
  GetConfigurationValue: 'It reads any setting of WHMCS, secrets among them.',
  SetConfigurationValue: 'It changes any setting of WHMCS.',
  ActivateModule: 'It changes what code WHMCS runs.',
  DeactivateModule: 'It changes what code WHMCS runs.',
  GetModuleConfigurationParameters:
    'It reads the settings of modules, credentials of gateways and registrars among them.',
  UpdateModuleConfiguration: 'It changes the settings of modules, such as where payments go.',
};

const BY_ACTION = new Map(Object.entries(NEVER).map(([action, why]) => [action.toLowerCase(), why]));

/** Why an action is never called, in a sentence; undefined where it is none of those. */
export const whyNever = (action: string): string | undefined => BY_ACTION.get(action.toLowerCase());
