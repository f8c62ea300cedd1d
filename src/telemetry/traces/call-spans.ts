import { AsyncLocalStorage } from 'node:async_hooks';
import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import type { CallBegun, CallEnded } from '../../guard/index.js';
import type { Observer } from '../observers.js';
import { parentIn } from './trace-parent.js';

/** By the name that the MCP conventions of OpenTelemetry give a result with `isError`. */
const TOOL_ERROR = 'tool_error';

const INSTALL = 'whmcs_mcp.install';

/** Where calls to WHMCS go: the only one, or those that a file names. */
export interface Servers {
  readonly whmcs: URL;
  readonly installs: ReadonlyMap<string, URL>;
}

const serverOf = ({ hostname, port, protocol }: URL) => ({
  'server.address': hostname.replace(/^\[|\]$/g, ''),
  'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
  'http.request.method': 'POST',
});

/** The id that a client gave its request, where that is a number or a UUID and so can hold no text. */
const idIn = (id: string | number) => (/^[\da-f-]{1,64}$/i.test(String(id)) ? String(id) : undefined);

function attributesOf({ tool, risk, install, session, request }: CallBegun) {
  const id = request && idIn(request.id);
  const isPiped = session.caller.channel === 'stdio';
  return {
    'mcp.method.name': 'tools/call',
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': tool,
    'mcp.session.id': session.id,
    ...(id !== undefined && { 'jsonrpc.request.id': id }),
    'network.transport': isPiped ? 'pipe' : 'tcp',
    ...(!isPiped && { 'network.protocol.name': 'http' }),
    'whmcs_mcp.class': risk,
    ...(install !== undefined && { [INSTALL]: install }),
  };
}

function endSpan(span: Span, { outcome, facts }: CallEnded): void {
  span.setAttributes({
    'whmcs_mcp.call': facts.call,
    'whmcs_mcp.decision': facts.decision?.outcome ?? 'none',
    'whmcs_mcp.outcome': outcome.ok ? 'done' : outcome.code,
  });
  if (!outcome.ok) {
    span.setAttribute('error.type', TOOL_ERROR);
    span.setStatus({ code: SpanStatusCode.ERROR });
  }
  span.end();
}

/**
 * A span for each call of a tool, named by the MCP conventions, with one below it for each call to WHMCS that it makes.
 * Nothing that an agent, a customer or WHMCS wrote is in them, and neither is a caller's name: the id of the call leads to
 * its entry in the journal.
 */
export function callSpans(tracer: Tracer, { whmcs, installs }: Servers): Observer {
  const current = new AsyncLocalStorage<Span>();
  const only = serverOf(whmcs);
  const named = new Map([...installs].map(([name, url]) => [name, { ...serverOf(url), [INSTALL]: name }]));
  return {
    async observe(begun, work) {
      const name = `tools/call ${begun.tool}`;
      const options = { kind: SpanKind.SERVER, attributes: attributesOf(begun) };
      const span = tracer.startSpan(name, options, parentIn(begun.request?.meta));
      const ended = await current.run(span, work);
      endSpan(span, ended);
      return ended;
    },
    watch({ action, install = '' }) {
      const parent = current.getStore();
      const options = {
        kind: SpanKind.CLIENT,
        attributes: { ...(named.get(install) ?? only), 'whmcs_mcp.action': action },
      };
      const span = parent && tracer.startSpan(`POST ${action}`, options, trace.setSpan(ROOT_CONTEXT, parent));
      return {
        tried() {},
        ended({ tries, fault }) {
          if (tries > 1) span?.setAttribute('http.request.resend_count', tries - 1);
          if (fault !== undefined) {
            span?.setAttribute('error.type', fault);
            span?.setStatus({ code: SpanStatusCode.ERROR });
          }
          span?.end();
        },
      };
    },
  };
}
