export { type PreviewPorts, previewOf } from './preview.js';
export { VIEWS } from './views.js';
