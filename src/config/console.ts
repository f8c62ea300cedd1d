import { listenHost } from './http.js';
import { setting, wholeNumber } from './setting.js';

/** Settings of the console that `whmcs-mcp --http --console` serves. */
export const CONSOLE_SETTINGS = {
  consoleHost: setting(
    'MCP_CONSOLE_HOST',
    'Address that --console listens on; 127.0.0.1 when unset',
    listenHost,
    '127.0.0.1',
  ),
  consolePort: setting(
    'MCP_CONSOLE_PORT',
    'Port that --console listens on; 8788 when unset',
    wholeNumber(0, 65_535),
    8788,
  ),
} as const;

export interface ConsoleConfig {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
}

type Read = { readonly [K in keyof typeof CONSOLE_SETTINGS]: (typeof CONSOLE_SETTINGS)[K]['fallback'] };

export const consoleConfig = ({ consoleHost: host, consolePort: port }: Read): ConsoleConfig => ({
  host,
  port,
});
