export { type PreviewPorts, previewOf } from './preview.js';
export type { Ask } from './reads.js';
export { VIEWS } from './views.js';
