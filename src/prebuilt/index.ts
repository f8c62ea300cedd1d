import type { PublishedSchemas } from '../catalog/index.js';
import schemas from './published-schemas.ts?data';

/** Worked out from the tools while building: to make it takes longer than all the rest of a start. */
export const publishedSchemas = schemas as PublishedSchemas;
