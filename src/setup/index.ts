/** Sets whmcs-mcp up: asks, tests, shows what it would write, and writes it. Loaded by `whmcs-mcp init` alone. */
export { foundClients } from './clients/found.js';
export { fetchedAs, type Program, typedAs } from './clients/server-command.js';
export { SetupFault } from './fault.js';
export { type Given, removeEntries, type SetupPorts, setUp } from './set-up.js';
export { Cancelled, type Person, type Screen } from './terminal/person.js';
export { plainScreen } from './terminal/plain-screen.js';
