import { expect, test } from 'vitest';
import {
  area,
  CATALOGUE,
  compileCatalog,
  confirmation,
  may,
  NAMED,
  type ReadAction,
  type ReadBack,
  type Row,
  rowsNaming,
  THE_RECORD,
  whole,
} from '../../src/catalog/index.js';

const row: Row = {
  title: 'Delete a thing',
  about: 'Delete it.',
  action: 'DeleteQuote',
  whose: NAMED,
  names: { quote: ['quoteid'] },
  args: { quoteid: may.id() },
  result: confirmation(),
  sample: { least: {} },
};
const errors = { nothingBegun: [] };
const readBack: ReadBack = {
  action: 'GetQuotes',
  params: () => ({}),
  tells: () => ({ done: undefined, says: 'it does not show' }),
};
const preview = () => ({ title: 'Delete a thing', sentences: [] });
const compiled = (more: Partial<Row>) => () =>
  compileCatalog([area('quotes', [{ name: 'whmcs_thing', row: { ...row, ...more } }])]);

test('a write that nobody could look up, undo or show is refused at start', () => {
  expect(compiled({})).toThrow(/whmcs_thing: .*errors/);
  expect(compiled({ errors })).toThrow(/whmcs_thing: .*done/);
  const done = () => 'The thing is deleted.';
  expect(compiled({ errors, done })).toThrow(/whmcs_thing: .*readBack/);
  expect(compiled({ errors, done, readBack })).toThrow(/whmcs_thing: .*undo/);
  const undo = 'It stays; a person can restore it.';
  expect(compiled({ errors, done, readBack, undo })).toThrow(/whmcs_thing: .*preview/);
  expect(compiled({ errors, done, readBack, undo, preview })).not.toThrow();
  expect(compiled({ action: 'GetQuotes' })).not.toThrow();
});

// The compiler refuses these first; a row that gets past it is refused at start.
const slipped = (action: string) => action as ReadAction;

test('what looks a call up, or keeps what it replaces, must be a read', () => {
  const undo = 'It stays.';
  expect(compiled({ undo, readBack: { ...readBack, action: slipped('AcceptQuote') } })).toThrow(
    /AcceptQuote is not/,
  );
  const writes = { action: slipped('DeleteQuote'), params: () => ({}), keep: () => ({}) };
  expect(compiled({ readBack, undo: { before: writes, call: () => undo } })).toThrow(/DeleteQuote is not/);
});

test('what is left of a tool to a caller with single clients must fit the tool', () => {
  const written = { errors, readBack, undo: 'It stays.', preview };
  expect(compiled({ ...written, names: {} })).toThrow(/name no record/);
  expect(compiled({ ...written, whose: CATALOGUE })).toThrow(/changes more than what it names/);
  const reading = { action: 'GetQuotes' };
  expect(compiled({ ...reading, whose: rowsNaming('userid') })).toThrow(/no list/);
  const list = { ...reading, whose: rowsNaming('userid'), result: whole('quotes.quote') };
  expect(compiled(list)).not.toThrow();
  expect(compiled({ ...list, rarelyChanges: { unchangedBy: [] } })).toThrow(/kept for all callers/);
  expect(compiled({ ...list, whose: THE_RECORD })).toThrow(/no record/);
  expect(compiled({ ...reading, whose: THE_RECORD, names: {} })).toThrow(/not one record/);
  expect(compiled({ ...reading, whose: THE_RECORD })).not.toThrow();
});
