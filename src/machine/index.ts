export { type Draft, openDraft, writeAtomically } from './atomic-file.js';
export { keepCompiledCode } from './compile-cache.js';
export { exposureOf, fileExposureOf } from './exposure.js';
export { homeFolder } from './home.js';
export {
  type Announced,
  announceServer,
  type LiveServer,
  liveServers,
  type UserHome,
} from './live-servers.js';
export { makeFolder } from './make-folder.js';
