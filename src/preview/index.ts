export { type PreviewPorts, previewOf } from './preview.js';
