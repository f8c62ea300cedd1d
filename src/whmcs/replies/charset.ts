import { isAscii, isUtf8 } from 'node:buffer';

export interface Decoded {
  text: string;
  /** Why the text is not what was sent, as a sentence; undefined where it is. */
  damage?: string;
}

const BYTE_ORDER_MARKS: readonly (readonly [mark: Buffer, charset: string])[] = [
  [Buffer.from([0xef, 0xbb, 0xbf]), 'utf-8'],
  [Buffer.from([0xff, 0xfe]), 'utf-16le'],
  [Buffer.from([0xfe, 0xff]), 'utf-16be'],
];

/** What MySQL calls UTF-8, and no charset of the web. */
const OWN_NAMES = /^utf-?8mb[34]$/i;

const UNDECLARED =
  'Its bytes are not UTF-8, and it declares no other charset: its text would come out damaged. The operator must set the charset of WHMCS and of its database to UTF-8.';

/**
 * A body as text, in the charset that its byte order mark or its content type names, and in UTF-8 where neither does. No
 * byte is replaced without a word: text that can't be told is damage.
 */
export function decodeBody(bytes: Buffer, contentType: string | undefined): Decoded {
  const declared = charsetIn(contentType);
  // ASCII is UTF-8, and has no byte order mark; most replies are no more than that.
  if (isUtf8Name(declared) && isAscii(bytes)) return { text: bytes.toString('latin1') };
  const charset =
    BYTE_ORDER_MARKS.find(([mark]) => bytes.subarray(0, mark.length).equals(mark))?.[1] ??
    declared ??
    'utf-8';
  const decoder = decoderOf(charset);
  if (decoder === undefined) {
    return isAscii(bytes)
      ? { text: bytes.toString('latin1') }
      : damaged(bytes, 'It declares a charset that is not known here; the operator must have it send UTF-8.');
  }
  if (isContradicted(decoder.encoding, bytes)) {
    return damaged(
      bytes,
      `It declares ${decoder.encoding}, and its bytes are UTF-8: which of both holds can't be told. The operator must correct the charset that the web server declares (AddDefaultCharset, default_charset).`,
    );
  }
  try {
    return { text: decoder.encoding === 'windows-1252' ? fromWindows1252(bytes) : decoder.decode(bytes) };
  } catch {
    return damaged(
      bytes,
      declared === undefined ? UNDECLARED : `Its bytes are not ${decoder.encoding}, which it declares.`,
    );
  }
}

const isUtf8Name = (charset = 'utf-8') => charset.toLowerCase() === 'utf-8';

function charsetIn(contentType: string | undefined): string | undefined {
  const declared = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '')?.[1];
  return declared !== undefined && OWN_NAMES.test(declared) ? 'utf-8' : declared;
}

function decoderOf(charset: string): InstanceType<typeof TextDecoder> | undefined {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true });
  } catch {
    return undefined;
  }
}

/** What windows-1252 has from 0x80 to 0x9f, where latin 1 has control characters. */
const MARKS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Decoded here: the decoder of some releases of Node takes it for latin 1. */
const fromWindows1252 = (bytes: Buffer): string =>
  bytes.toString('latin1').replace(/[\u0080-\u009f]/g, (mark) => MARKS.charAt(mark.charCodeAt(0) - 0x80));

/** Hardly a text of another charset is by chance proper UTF-8 beyond ASCII; a web server that adds a charset is common. */
function isContradicted(charset: string, bytes: Buffer): boolean {
  return !charset.startsWith('utf-') && !isAscii(bytes) && isUtf8(bytes);
}

/** One character for each byte: enough to tell a web page from JSON, and not to be shown. */
const damaged = (bytes: Buffer, damage: string): Decoded => ({ text: bytes.toString('latin1'), damage });
