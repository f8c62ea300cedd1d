import type { TransportFaultKind, Trouble } from '../fault.js';

/** A try that brought no reply, in words for the person who has to mend it. */
export function describeFault(
  kind: TransportFaultKind,
  facts: { deadlineMs?: number; reached?: boolean } = {},
): Trouble {
  return {
    kind,
    refusal: false,
    answered: false,
    reached: facts.reached ?? false,
    message: say(kind, facts),
    retry: RETRY[kind] ?? 'no',
  };
}

const RETRY: Partial<Record<TransportFaultKind, Trouble['retry']>> = {
  refused: 'yes',
  dns: 'yes',
  network: 'yes',
  timeout: 'yes',
  reset: 'yes',
  truncated: 'once',
};

function say(
  kind: TransportFaultKind,
  { deadlineMs, reached }: { deadlineMs?: number; reached?: boolean },
): string {
  switch (kind) {
    case 'refused':
      return 'The connection was refused; check WHMCS_API_URL and that the web server runs.';
    case 'dns':
      return 'The host name of WHMCS_API_URL could not be resolved.';
    case 'tls':
      return 'No secure connection could be made; check the certificate of the host in WHMCS_API_URL.';
    case 'timeout':
      return reached
        ? `No complete reply came within ${seconds(deadlineMs ?? 0)}.`
        : 'The connection could not be opened in time; check WHMCS_API_URL and the firewall.';
    case 'reset':
      return 'The connection broke before a reply came.';
    case 'truncated':
      return 'The connection broke in the middle of the reply.';
    case 'oversized':
      return 'The reply is larger than this server takes; ask for less at once.';
    case 'protocol':
      return 'The answer is not proper HTTP; check WHMCS_API_URL and its port.';
    case 'busy':
      return 'Too many other calls of this server to WHMCS were under way for too long: it waited for its place among them. Try again later.';
    case 'closed':
      return 'This server is shutting down.';
    default:
      return 'The network failed.';
  }
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 1000)} s`;
}
