/** Where GetActivityLog lists its entries. */
export const entries = 'activity.entry';
