export { exposureOf, fileExposureOf } from './exposure.js';
