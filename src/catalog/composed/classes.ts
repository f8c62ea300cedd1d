import type { RiskClass } from '../../terms.js';

/**
 * The classes of composed tools, beside those of actions: a composed tool can neither raise nor lower its own. Each is as strict
 * as all that the tool can call, which the calls themselves are judged by once more.
 */
const CLASSES: Readonly<Record<string, RiskClass>> = {
  whmcs_account_overview: 'read',
  whmcs_billing_leaks: 'read',
  // It hands over to an action, which is judged by the class of that.
  whmcs_call_action: 'read',
  whmcs_describe_action: 'read',
  whmcs_find_action: 'read',
  whmcs_find_client: 'read',
  whmcs_open_orders: 'read',
  whmcs_overdue: 'read',
  whmcs_plan: 'execute',
  whmcs_renewals_due: 'read',
  whmcs_revenue: 'read',
  whmcs_what_if: 'read',
  whmcs_why_service: 'read',
};

/** The class of a composed tool; undefined for one that nobody has classified. */
export const classOfComposed = (tool: string): RiskClass | undefined =>
  Object.hasOwn(CLASSES, tool) ? CLASSES[tool] : undefined;
