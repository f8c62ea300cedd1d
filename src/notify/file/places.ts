import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';

export type Path = readonly (string | number)[];

/** A JSON file whose values know where they stand. */
export class PlacedJson {
  readonly problems: string[] = [];
  readonly value: unknown;
  private readonly tree: Node | undefined;

  constructor(
    private readonly file: string,
    private readonly text: string,
  ) {
    const errors: ParseError[] = [];
    this.tree = parseTree(text, errors, { disallowComments: true });
    const [first] = errors;
    if (this.tree === undefined || first !== undefined) {
      const what = first === undefined ? 'empty' : printParseErrorCode(first.error);
      this.problems.push(`${this.place(first?.offset ?? 0)} is no JSON (${what})`);
      return;
    }
    this.checkKeys(this.tree);
    this.value = getNodeValue(this.tree);
  }

  /** Says what is wrong at a place; where that is missing, at the nearest around it. */
  fail(path: Path, message: string): undefined {
    const node = this.nearest(path);
    const pointer = path.map((part) => `/${part}`).join('') || '/';
    this.problems.push(`${this.place(node?.offset ?? 0)} ${pointer} ${message}`);
  }

  private nearest(path: Path): Node | undefined {
    if (this.tree === undefined) return undefined;
    for (let length = path.length; length > 0; length--) {
      const node = findNodeAtLocation(this.tree, path.slice(0, length));
      if (node !== undefined) return node;
    }
    return this.tree;
  }

  private place(offset: number): string {
    const before = this.text.slice(0, offset).split('\n');
    return `${this.file}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
  }

  /** Keys that stand twice in one object: which of them holds, readers disagree on. */
  private checkKeys(node: Node): void {
    const keys = new Set<unknown>();
    for (const child of node.children ?? []) {
      const key: unknown = node.type === 'object' ? child.children?.[0]?.value : undefined;
      if (key !== undefined && keys.has(key))
        this.problems.push(`${this.place(child.offset)} "${String(key)}" stands twice in one object`);
      keys.add(key);
      this.checkKeys(child);
    }
  }
}
