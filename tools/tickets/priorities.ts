export const PRIORITIES = ['Low', 'Medium', 'High'] as const;
