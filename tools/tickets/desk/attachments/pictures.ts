/**
 * A picture without what it carries beside it: comments, Exif and other metadata, and whatever follows its end. Its bytes
 * are read by their structure alone; nothing is decompressed.
 */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly bytes: Buffer;
}

interface PictureKind {
  readonly mimeType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  begins(file: Buffer): boolean;
  /** Undefined where the file is damaged, cut off, or only begins like such a picture. */
  read(file: Buffer): Picture | undefined;
}

const latin = (file: Buffer, from: number, to: number) => file.toString('latin1', from, to);

const PNG_BEGINS = '\x89PNG\r\n\x1a\n';
const PNG_KEPT = new Set(['IHDR', 'PLTE', 'IDAT', 'IEND', 'tRNS', 'gAMA', 'cHRM', 'sRGB']);

function readPng(file: Buffer): Picture | undefined {
  if (file.length < 33 || latin(file, 8, 16) !== '\0\0\0\rIHDR') return undefined;
  const parts = [file.subarray(0, 8)];
  let hasData = false;
  for (let at = 8; at + 12 <= file.length; ) {
    const end = at + 12 + file.readUInt32BE(at);
    if (end > file.length) return undefined;
    const kind = latin(file, at + 4, at + 8);
    if (PNG_KEPT.has(kind)) parts.push(file.subarray(at, end));
    hasData ||= kind === 'IDAT';
    if (kind === 'IEND') {
      const size = { width: file.readUInt32BE(16), height: file.readUInt32BE(20) };
      return hasData ? { ...size, bytes: Buffer.concat(parts) } : undefined;
    }
    at = end;
  }
  return undefined;
}

const [START_OF_SCAN, END_OF_IMAGE, COMMENT] = [0xda, 0xd9, 0xfe];
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** JFIF says how dense pixels are, Adobe's how colours are meant; all other application segments are metadata. */
const isMetadata = (marker: number) =>
  marker === COMMENT || (marker >= 0xe1 && marker <= 0xef && marker !== 0xee);
const isSegment = (marker: number) => marker >= 0xc0 && (marker < 0xd0 || marker > 0xd9);
/** An escaped 0xff of the data, or a place to begin anew in it. */
const isWithinScan = (marker: number) => marker === 0 || (marker >= 0xd0 && marker <= 0xd7);

function endOfScan(file: Buffer, from: number): number | undefined {
  let at = file.indexOf(0xff, from);
  while (at >= 0) {
    const marker = file[at + 1];
    if (marker === undefined) return undefined;
    if (marker !== 0xff && !isWithinScan(marker)) return at;
    at = file.indexOf(0xff, marker === 0xff ? at + 1 : at + 2);
  }
  return undefined;
}

function readJpeg(file: Buffer): Picture | undefined {
  const parts = [file.subarray(0, 2)];
  let size: Pick<Picture, 'width' | 'height'> | undefined;
  let hasData = false;
  for (let at = 2; at + 2 <= file.length; ) {
    const marker = file[at + 1] ?? 0;
    if (file[at] !== 0xff) return undefined;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === END_OF_IMAGE) {
      parts.push(file.subarray(at, at + 2));
      return size && hasData ? { ...size, bytes: Buffer.concat(parts) } : undefined;
    }
    if (!isSegment(marker) || at + 10 > file.length) return undefined;
    const segmentEnd = at + 2 + file.readUInt16BE(at + 2);
    if (isFrame(marker)) {
      if (size !== undefined) return undefined;
      size = { height: file.readUInt16BE(at + 5), width: file.readUInt16BE(at + 7) };
    }
    hasData ||= marker === START_OF_SCAN;
    const end = marker === START_OF_SCAN ? endOfScan(file, segmentEnd) : segmentEnd;
    if (end === undefined || end < at + 4 || end > file.length) return undefined;
    if (!isMetadata(marker)) parts.push(file.subarray(at, end));
    at = end;
  }
  return undefined;
}

/** Where blocks that each tell their length end: behind one of length 0. */
function endOfBlocks(file: Buffer, from: number): number | undefined {
  let at = from;
  for (let length = file[at]; length !== undefined; length = file[at]) {
    at += 1 + length;
    if (length === 0) return at;
  }
  return undefined;
}

/** The bytes of a table of colours that a flag byte announces. */
const tableBytes = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

const [GIF_END, GIF_EXTENSION, GIF_FRAME, GIF_TIMING] = [0x3b, 0x21, 0x2c, 0xf9];

/** Whether a frame stands within the whole: its own size is what decoders make room for. */
const isWithin = (file: Buffer, at: number, { width, height }: Pick<Picture, 'width' | 'height'>) =>
  file.readUInt16LE(at + 1) + file.readUInt16LE(at + 5) <= width &&
  file.readUInt16LE(at + 3) + file.readUInt16LE(at + 7) <= height;

function readGif(file: Buffer): Picture | undefined {
  if (file.length < 14) return undefined;
  const size = { width: file.readUInt16LE(6), height: file.readUInt16LE(8) };
  let at = 13 + tableBytes(file[10] ?? 0);
  const parts = [file.subarray(0, at)];
  let hasFrame = false;
  while (at + 1 < file.length && (file[at] === GIF_EXTENSION || file[at] === GIF_FRAME)) {
    const isFrameHere = file[at] === GIF_FRAME;
    if (isFrameHere && (at + 11 > file.length || !isWithin(file, at, size))) return undefined;
    const end = endOfBlocks(file, isFrameHere ? at + 11 + tableBytes(file[at + 9] ?? 0) : at + 2);
    if (end === undefined || end > file.length) return undefined;
    // The first frame alone: thousands of them fit into few bytes, and each takes a whole picture's memory.
    if (!hasFrame && (isFrameHere || file[at + 1] === GIF_TIMING)) parts.push(file.subarray(at, end));
    hasFrame ||= isFrameHere;
    at = end;
  }
  if (file[at] !== GIF_END || !hasFrame) return undefined;
  return { ...size, bytes: Buffer.concat([...parts, file.subarray(at, at + 1)]) };
}

const WEBP_KEPT = new Set(['VP8X', 'VP8 ', 'VP8L', 'ALPH']);
/** Of the flags of VP8X, that there is transparency: the rest announces what is left out. */
const HAS_ALPHA = 0x10;

/** The size that the data of a chunk states; undefined where it is none that could state one. */
function sizeInWebp(kind: string, data: Buffer): Pick<Picture, 'width' | 'height'> | undefined {
  if (kind === 'VP8X' && data.length === 10)
    return { width: 1 + data.readUIntLE(4, 3), height: 1 + data.readUIntLE(7, 3) };
  if (kind === 'VP8L' && data.length > 5 && data[0] === 0x2f) {
    const bits = data.readUInt32LE(1);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  if (kind === 'VP8 ' && data.length > 10 && latin(data, 3, 6) === '\x9d\x01\x2a')
    return { width: data.readUInt16LE(6) & 0x3fff, height: data.readUInt16LE(8) & 0x3fff };
  return undefined;
}

function readWebp(file: Buffer): Picture | undefined {
  const end = 8 + file.readUInt32LE(4);
  if (end > file.length) return undefined;
  const parts: Buffer[] = [];
  let [width, height, hasData] = [0, 0, false];
  for (let at = 12; at + 8 <= end; ) {
    const kind = latin(file, at, at + 4);
    const length = file.readUInt32LE(at + 4);
    const data = file.subarray(at + 8, at + 8 + length);
    const next = at + 8 + length + (length % 2);
    if (next > end) return undefined;
    const size = sizeInWebp(kind, data);
    if (size === undefined && kind.startsWith('VP8')) return undefined;
    width = Math.max(width, size?.width ?? 0);
    height = Math.max(height, size?.height ?? 0);
    hasData ||= kind === 'VP8 ' || kind === 'VP8L';
    if (WEBP_KEPT.has(kind)) {
      const part = Buffer.from(file.subarray(at, next));
      if (kind === 'VP8X') part[8] = (part[8] ?? 0) & HAS_ALPHA;
      parts.push(part);
    }
    at = next;
  }
  const body = Buffer.concat(parts);
  const head = Buffer.from(file.subarray(0, 12));
  head.writeUInt32LE(4 + body.length, 4);
  return hasData ? { width, height, bytes: Buffer.concat([head, body]) } : undefined;
}

/** The pictures that are shown, told by how their bytes begin. */
export const PICTURE_KINDS: readonly PictureKind[] = [
  { mimeType: 'image/png', begins: (file) => latin(file, 0, 8) === PNG_BEGINS, read: readPng },
  { mimeType: 'image/jpeg', begins: (file) => latin(file, 0, 3) === '\xff\xd8\xff', read: readJpeg },
  { mimeType: 'image/gif', begins: (file) => /^GIF8[79]a/.test(latin(file, 0, 6)), read: readGif },
  {
    mimeType: 'image/webp',
    begins: (file) => latin(file, 0, 4) === 'RIFF' && latin(file, 8, 12) === 'WEBP',
    read: readWebp,
  },
];
