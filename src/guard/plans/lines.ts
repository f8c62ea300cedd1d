import type { Tool } from '../../catalog/index.js';

/** The tool that carries out plans. */
export const PLAN = 'whmcs_plan';

/** How a tool names the calls that it carries out once a person has approved them as one; undefined for all but plans. */
export const linesOf = ({ composed }: Pick<Tool, 'composed'>) =>
  composed !== undefined && 'lines' in composed ? composed.lines : undefined;
