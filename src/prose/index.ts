export { dated, dayOf, near, today, yearsOn } from './days.js';
export { atLeastNothing, currencyCode, decimal, digits, least, money, pricedText, sum } from './money.js';
export { capital, counted, joined, listed, MAIL_STAYS, where } from './phrases.js';
export { isOwnWord, oneLine, quoted, word } from './quoted.js';
export { attachmentNames, valueText } from './values.js';
