export { dated, dayOf, daysBetween, near, today, yearsOn } from './days.js';
export { currencyCode, digits, money, pricedText } from './money.js';
export { isChanged, isNow } from './now-so.js';
export { capital, counted, joined, listed, MAIL_STAYS, where } from './phrases.js';
export { isOwnWord, oneLine, quoted, TEXT_SHOWN, word } from './quoted.js';
export { attachmentNames, valueText } from './values.js';
export { inThePast } from './verbs.js';
