export { createHealth, type Health } from './health.js';
export { createMetrics, type Metrics } from './metrics/metrics.js';
export { metricsRoute } from './metrics/metrics-route.js';
export { both, type Observer } from './observers.js';
