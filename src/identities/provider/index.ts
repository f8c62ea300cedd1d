export { admissionsOf, nameOf } from './claims.js';
export { fetchJson, ProviderFault } from './fetch-json.js';
export { ALGORITHMS, LEEWAY_S, Provider, type ProviderPorts } from './provider.js';
export type { Admission, OAuthSettings } from './settings.js';
