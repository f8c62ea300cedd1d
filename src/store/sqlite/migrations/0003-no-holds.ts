/** Reservations that may be given back are known to the process that made them, and to nobody else. */
export const NO_HOLDS = 'DROP TABLE hold;';
