import { idOf, listAt, type Reads } from '../../src/catalog/index.js';
import { oneLine } from '../../src/prose/index.js';

/** The API's administrator may belong to few departments: without the flag the others would be missing. */
export function readDepartment(reads: Reads, id: number): Promise<string | undefined> {
  return reads.look({
    name: `department ${id}`,
    action: 'GetSupportDepartments',
    params: { ignore_dept_assignments: true },
    pick: (reply) => {
      const row = listAt(reply, 'departments.department').find((one) => idOf(one.id) === id);
      return row === undefined ? undefined : oneLine(row.name);
    },
  });
}
