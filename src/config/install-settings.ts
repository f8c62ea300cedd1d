import type { DateFormat } from '../catalog/index.js';

/** What a file says of one of several WHMCS; what is left out, the variables say for all. */
export interface InstallSettings {
  readonly name: string;
  readonly url: string;
  readonly credentials: {
    readonly identifier: string;
    readonly secret: string;
    readonly accessKey?: string | undefined;
  };
  readonly allowHttp?: boolean | undefined;
  readonly dateFormat?: DateFormat | undefined;
  readonly timezone?: string | undefined;
  readonly staff?: string | undefined;
  /** Path of its policy file, or `state`. */
  readonly policy?: string | undefined;
  readonly concurrency?: number | undefined;
  readonly rate?: number | undefined;
}
