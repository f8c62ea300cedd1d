/** The stages of a quote. */
export const STAGES = ['Draft', 'Delivered', 'On Hold', 'Accepted', 'Lost', 'Dead'] as const;

/** Those in which its client can accept it, or has. */
export const OPEN_STAGES = ['Delivered', 'On Hold', 'Accepted'] as const;
