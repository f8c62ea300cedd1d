import { plain } from '../plain.js';

const MOST_NAME = 60;
const MOST_VERSION = 20;
/** What could end the quotation that a name stands in, or be read as markup. */
const NOT_IN_NAMES = /["“”„«»‹›<>`{}[\]\\|]/g;

/** The beginning of a text of the client, on one line. */
const cleaned = (text: string, most: number) =>
  [...plain(plain(text).replace(NOT_IN_NAMES, ''))].slice(0, most).join('').trim();

/** What a client says that it is, as it introduces itself: `Claude Desktop 1.2`. Empty where it says nothing that can be shown. */
export function programOf({
  name,
  title = name,
  version,
}: {
  readonly name: string;
  readonly title?: string | undefined;
  readonly version: string;
}): string {
  return [cleaned(title, MOST_NAME) || cleaned(name, MOST_NAME), cleaned(version, MOST_VERSION)]
    .filter((part) => part !== '')
    .join(' ');
}
