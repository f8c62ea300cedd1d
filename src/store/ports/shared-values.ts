/** Small values that processes tell one another by name, such as the address of the console; the last one wins. */
export interface SharedValues {
  put(name: string, value: string, at: Date): Promise<void>;
  get(name: string): Promise<{ readonly value: string; readonly at: Date } | undefined>;
}
