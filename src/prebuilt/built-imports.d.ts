/** The content of a file, as it is. */
declare module '*?text' {
  const text: string;
  export default text;
}

/** The bytes of a file, in base64. */
declare module '*?base64' {
  const text: string;
  export default text;
}

/** A module for browsers and all that it imports, bundled into one classic script. */
declare module '*?script' {
  const text: string;
  export default text;
}

/** What a module exports by default, worked out while building. */
declare module '*?data' {
  const data: unknown;
  export default data;
}

/** The same, in a file of its own, which is read when the function is first called. */
declare module '*?file' {
  const read: () => unknown;
  export default read;
}
