import type { Catalog } from '../catalog/index.js';
import type { Surroundings, ToolFacts } from '../policy/index.js';

import { POLICY_FIELDS } from '../records/index.js';
import { recordsOf } from './records.js';

/** What the policy engine must know of the tools to check a file against them. */
export function surroundingsOf(catalog: Catalog): Surroundings {
  const tools = new Map<string, ToolFacts>();
  for (const tool of catalog.values()) {
    tools.set(tool.name, {
      class: tool.risk,
      level: tool.level,
      toolset: tool.toolset,
      args: tool.args,
      records: recordsOf(tool),
      money: tool.money !== undefined,
    });
  }
  return { tools, records: POLICY_FIELDS };
}
