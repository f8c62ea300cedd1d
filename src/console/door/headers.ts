import type { MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Env } from '../context.js';

/** No foreign script, file or frame; nothing cached. */
export const securityHeaders: MiddlewareHandler<Env> = async (c, next) => {
  await secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      scriptSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      manifestSrc: ["'self'"],
      workerSrc: ["'self'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
      // The one script that a page loads by itself, which shows what is pushed: its policy knows no other address.
      trustedTypes: ['service-worker'],
    },
    xFrameOptions: 'DENY',
    // Not no-referrer: with it, browsers send forms with the origin "null".
    referrerPolicy: 'same-origin',
    // For the reverse proxy to decide, which ends TLS for this host.
    strictTransportSecurity: false,
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], payment: [], usb: [] },
  })(c, next);
  if (!c.res.headers.has('cache-control')) c.res.headers.set('cache-control', 'no-store');
};
