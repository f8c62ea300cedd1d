import { createHash } from 'node:crypto';

/** Statements kept with their placeholders numbered; searches make new ones. */
const MOST_STATEMENTS = 300;
/** A server keeps those that have a name for each connection. */
const MOST_NAMED = 100;
/** How often a statement is sent before it is worth a name. */
const USES = 3;

interface Known {
  readonly text: string;
  uses: number;
  name?: string;
}

/** A statement as the driver takes it; one with a name is read and planned once for each connection. */
export interface Statement {
  readonly text: string;
  readonly name?: string;
}

/** The SQL that all engines share has `?` for a value, PostgreSQL `$1`, `$2` and so on. */
function withNumbers(sql: string): string {
  let count = 0;
  // A question mark within quotes is none of ours.
  return sql.replace(/'[^']*'|\?/g, (found) => {
    if (found !== '?') return found;
    count += 1;
    return `$${count}`;
  });
}

/** Statements as a server is sent them. Those that are sent often have names, which spares it their plans. */
export class Statements {
  readonly #known = new Map<string, Known>();
  #named = 0;
  #areNamed = true;

  of(sql: string): Statement {
    const known = this.#known.get(sql) ?? this.#keep(sql);
    if (!this.#areNamed) return { text: known.text };
    if (known.name !== undefined) return known as Statement;
    known.uses += 1;
    if (known.uses >= USES && this.#named < MOST_NAMED) {
      this.#named += 1;
      // Whoever shares a connection with others by a pooler may find their names there: the same name is the same text.
      known.name = `whmcs_mcp_${createHash('sha256').update(known.text).digest('hex').slice(0, 32)}`;
    }
    return known as Statement;
  }

  /** From here on none has a name: something between here and the server does not keep them. */
  forgoNames(): void {
    this.#areNamed = false;
  }

  #keep(sql: string): Known {
    // Those with a name stay, as servers know them.
    if (this.#known.size >= MOST_STATEMENTS)
      for (const [key, { name }] of this.#known) if (name === undefined) this.#known.delete(key);
    const made = { text: withNumbers(sql), uses: 0 };
    this.#known.set(sql, made);
    return made;
  }
}
